// What pages do beyond HTML: nothing a reader needs depends on it.

// Filters beside the hits: browsers that cannot show the content of a closed <details> get it opened, where there is room.
if (!CSS.supports("selector(::details-content)") && matchMedia("(min-width: 48rem)").matches) {
  for (const filters of document.querySelectorAll("details.filters")) filters.open = true;
}

// Buttons that copy the text of the element they name, and say so.
for (const button of document.querySelectorAll("button[data-copies]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copies).textContent.trim());
    button.nextElementSibling.textContent = button.dataset.done;
  });
}

// Suggestions while somebody types: a combobox after ARIA 1.2. Enter searches what was typed, unless a suggestion is chosen; each is a link.
const PAUSE = 150; // ms without a key before the portal is asked
const LEAST = 2; // letters
const PATHS = { theme: "group", organization: "organization", dataset: "dataset" };

for (const field of document.querySelectorAll("input[data-root]")) suggestTo(field);

function suggestTo(field) {
  const said = field.dataset;
  const list = element("div", { id: `${field.id}-suggestions`, class: "suggestions", role: "listbox", "aria-label": said.label });
  const status = element("span", { class: "visually-hidden", role: "status" });
  let chosen = -1; // place in the list; -1 is the field itself
  let pause = 0;
  let asking = new AbortController();

  const choose = (place) => {
    list.children[chosen]?.setAttribute("aria-selected", "false");
    chosen = place;
    const option = list.children[chosen];
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) field.setAttribute("aria-activedescendant", option.id);
    else field.removeAttribute("aria-activedescendant");
  };
  const show = (isOpen) => {
    choose(-1);
    list.hidden = !isOpen;
    field.setAttribute("aria-expanded", String(isOpen));
  };
  const stop = () => {
    clearTimeout(pause);
    asking.abort();
  };
  const close = () => {
    stop();
    show(false);
    status.textContent = "";
  };
  const offer = (suggestions) => {
    choose(-1);
    list.replaceChildren(...suggestions.map((one, place) => option(one, `${list.id}-${place}`, said)));
    show(suggestions.length > 0);
    status.textContent = [said.none, said.one][suggestions.length] ?? said.many.replace("{number}", suggestions.length);
  };
  const ask = async () => {
    asking = new AbortController();
    const { signal } = asking;
    const answer = await fetch(`${said.root}api/3/action/luzern_suggest?${new URLSearchParams({ q: field.value })}`, { signal }).catch(() => null);
    const found = answer?.ok ? await answer.json().catch(() => null) : null;
    if (signal.aborted) return;
    if (found) offer(found.result.suggestions);
    else close();
  };
  const step = (by) => {
    if (list.hidden && list.children.length) show(true);
    const places = list.children.length + 1;
    choose(((chosen + 1 + by + places) % places) - 1);
  };

  for (const [name, value] of Object.entries({
    role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
  })) field.setAttribute(name, value);
  list.hidden = true;
  field.parentElement.append(list, status);

  field.addEventListener("input", () => {
    stop();
    if (field.value.trim().length < LEAST) {
      list.replaceChildren();
      close();
    } else pause = setTimeout(ask, PAUSE);
  });
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown") step(1);
    else if (event.key === "ArrowUp") step(-1);
    else if (event.key === "Escape" && !list.hidden) close();
    else if (event.key === "Enter" && chosen >= 0) list.children[chosen].click();
    else return;
    event.preventDefault();
  });
  field.addEventListener("blur", close);
  field.form.addEventListener("submit", close);
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus, the link gets the click
}

function option({ kind, name, title }, id, said) {
  const link = element("a", { id, role: "option", tabindex: "-1", "aria-selected": "false", href: `${said.root}${PATHS[kind]}/${name}` });
  link.append(title);
  if (said[kind]) link.append(" ", Object.assign(element("span", { class: "muted" }), { textContent: said[kind] }));
  return link;
}

function element(name, attributes) {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  return made;
}
