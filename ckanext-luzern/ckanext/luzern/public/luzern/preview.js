// The map of a file's places: drawn when somebody asks for it, by our own copy of MapLibre and without any other host. The table shows the beginning of the same data.

for (const map of document.querySelectorAll("[data-places]")) offer(map);

function offer(map) {
  const button = map.querySelector("button");
  const status = map.querySelector("[role=status]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    status.textContent = map.dataset.loading;
    try {
      await draw(map);
      button.hidden = true;
      status.textContent = "";
      map.querySelector("canvas").focus({ preventScroll: true }); // the button that had the focus is gone
    } catch {
      map.querySelector(".ground").hidden = true;
      status.textContent = map.dataset.failed;
    }
  });
}

async function draw(map) {
  const said = map.dataset;
  const ground = map.querySelector(".ground");
  const [library, places] = await Promise.all([import(said.library), read(said.places), styled(said.style)]);
  const labels = JSON.parse(said.labels);
  library.setWorkerUrl(new URL(said.worker, location.href).href);
  ground.hidden = false;
  const drawn = new library.Map({
    container: ground,
    style: styleOf(places),
    bounds: boundsOf(places),
    fitBoundsOptions: { padding: 40, maxZoom: 15 },
    attributionControl: false,
    cooperativeGestures: true,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    locale: {
      "Map.Title": said.title,
      "NavigationControl.ZoomIn": said.zoomIn,
      "NavigationControl.ZoomOut": said.zoomOut,
      "Popup.Close": said.close,
      "CooperativeGesturesHandler.WindowsHelpText": said.gesture,
      "CooperativeGesturesHandler.MacHelpText": said.gestureMac,
      "CooperativeGesturesHandler.MobileHelpText": said.gestureTouch,
    },
  });
  drawn.addControl(new library.NavigationControl({ showCompass: false }));
  drawn.addControl(new library.ScaleControl({ unit: "metric" }));
  for (const layer of ["surfaces", "lines", "points"]) {
    drawn.on("click", layer, ({ lngLat, features: [first] }) => {
      if (Object.keys(first.properties).length) new library.Popup().setLngLat(lngLat).setDOMContent(factsOf(first.properties, labels)).addTo(drawn);
    });
    drawn.on("mouseenter", layer, () => { drawn.getCanvas().style.cursor = "pointer"; });
    drawn.on("mouseleave", layer, () => { drawn.getCanvas().style.cursor = ""; });
  }
  ground.addEventListener("keydown", ({ key }) => {
    const close = key === "Escape" && ground.querySelector(".maplibregl-popup-close-button");
    if (!close) return;
    close.click();
    drawn.getCanvas().focus();
  });
  await new Promise((done, failed) => {
    drawn.once("idle", done);
    drawn.once("error", ({ error }) => failed(error));
  });
  map.querySelector(".about").hidden = false;
  ground.dataset.drawn = "";
}

async function read(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(answer.statusText);
  return answer.json();
}

function styled(address) {
  return new Promise((done, failed) => {
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: address, onload: done, onerror: failed });
    document.head.append(link);
  });
}

// Colours are the page's, so that the map is dark where the page is.
function styleOf(places) {
  const colours = getComputedStyle(document.documentElement);
  const [ground, ink, paper] = ["--lu-tint", "--lu-blue-text", "--lu-paper"].map((name) => colours.getPropertyValue(name).trim());
  const of = (...kinds) => ["in", ["geometry-type"], ["literal", kinds]];
  return {
    version: 8,
    sources: { places: { type: "geojson", data: places } },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": ground } },
      { id: "surfaces", type: "fill", source: "places", filter: of("Polygon", "MultiPolygon"), paint: { "fill-color": ink, "fill-opacity": 0.25, "fill-outline-color": ink } },
      { id: "lines", type: "line", source: "places", filter: of("LineString", "MultiLineString"), paint: { "line-color": ink, "line-width": 2.5 } },
      { id: "points", type: "circle", source: "places", filter: of("Point", "MultiPoint"), paint: { "circle-color": ink, "circle-radius": 5, "circle-stroke-color": paper, "circle-stroke-width": 1.5 } },
    ],
  };
}

function boundsOf(places) {
  const box = [180, 90, -180, -90];
  const reach = (coordinates) => {
    if (typeof coordinates[0] !== "number") return coordinates.forEach(reach);
    const [x, y] = coordinates;
    box.splice(0, 4, Math.min(box[0], x), Math.min(box[1], y), Math.max(box[2], x), Math.max(box[3], y));
  };
  for (const feature of places.features) reach(feature.geometry.coordinates);
  return box;
}

function factsOf(properties, labels) {
  const list = document.createElement("dl");
  for (const [name, value] of Object.entries(properties)) {
    list.append(Object.assign(document.createElement("dt"), { textContent: labels[name] ?? name }), Object.assign(document.createElement("dd"), { textContent: value }));
  }
  return list;
}
