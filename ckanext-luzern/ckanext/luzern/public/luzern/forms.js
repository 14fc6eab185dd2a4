// What forms do for whoever is signed in; CKAN writes the same into its pages, where the Content-Security-Policy runs nothing.

const byId = (id) => document.getElementById(id);

// Buttons that choose where a file comes from, and lead there.
document.addEventListener("click", (event) => {
  const does = event.target.closest?.("button[data-checks]")?.dataset;
  if (!does) return;
  byId(does.checks).checked = true;
  if (does.clears) byId(does.clears).value = "";
  if (does.focuses) byId(does.focuses)?.focus();
  if (does.opens) byId(does.opens).click();
});

// API tokens are revoked once one is chosen.
const allowRevoking = () => {
  const button = byId("revoke-tokens-button");
  if (button) button.disabled = !document.querySelector("#api-tokens-table [name=token]:checked");
};
document.addEventListener("change", allowRevoking);
document.addEventListener("htmx:afterRequest", allowRevoking);

// A refused form: what is wrong is read first, and each field says it is wrong and why.
for (const said of document.querySelectorAll(".controls .error-block")) {
  const field = said.closest(".controls").querySelector("input:not([type=hidden]), select, textarea");
  if (!field) continue;
  said.id ||= `${field.id}-error`;
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-describedby", said.id);
}
const refused = document.querySelector(".error-explanation");
if (refused) {
  refused.tabIndex = -1;
  refused.focus();
}
