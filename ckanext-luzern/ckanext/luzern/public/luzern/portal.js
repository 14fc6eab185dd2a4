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
