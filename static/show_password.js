// Shows what is typed, for whoever wants to see it. Without scripts the box is not there.
"use strict";

const box = document.querySelector("[data-shows]");
const field = document.getElementById(box.dataset.shows);
box.checked = false;
box.closest("label").hidden = false;
box.addEventListener("change", () => {
  field.type = box.checked ? "text" : "password";
});
// So that the browser keeps it as a password and not as a text that it offers again.
field.form.addEventListener("submit", () => {
  field.type = "password";
});
