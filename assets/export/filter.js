// The tree can be filtered where scripts run; without them the page is whole all the same.
const field = document.querySelector("nav input");
const rows = [...document.querySelectorAll("nav li")].reverse();
field.hidden = false;
field.addEventListener("input", () => {
  const wanted = field.value.trim().toLowerCase();
  // From the last to the first, so that a row knows of those below it.
  for (const row of rows) {
    const label = row.querySelector(".label");
    const inside = [...row.querySelectorAll(":scope > details > ul > li")].some((child) => !child.hidden);
    row.hidden = wanted !== "" && !inside && !label.textContent.toLowerCase().includes(wanted);
    if (wanted !== "" && inside) row.firstElementChild.open = true;
  }
});
