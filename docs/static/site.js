// What scrolls sideways can be reached with the keyboard, too.
function makeReachable() {
  for (const each of document.querySelectorAll("pre, .table-wrapper, div.math, .output")) {
    if (each.scrollWidth > each.clientWidth) {
      each.tabIndex = 0;
      if (!each.hasAttribute("role")) {
        each.setAttribute("role", "group");
        each.setAttribute("aria-label", "Wider than the page: scroll with the arrow keys");
      }
    }
  }
}
window.addEventListener("load", makeReachable);
window.addEventListener("resize", makeReachable);

// The moving picture of the front page can be stopped; it does not move for who wants less motion.
for (const figure of document.querySelectorAll("figure.moving")) {
  const image = figure.querySelector("img");
  const button = figure.querySelector("button");
  const show = (moves) => {
    image.src = moves ? image.dataset.moving : image.dataset.still;
    button.textContent = moves ? "Stop" : "Play";
  };
  button.hidden = false;
  button.addEventListener("click", () => show(button.textContent === "Play"));
  show(!window.matchMedia("(prefers-reduced-motion: reduce)").matches);
}

// Names for screen readers: what a fold is called is what it shows, and the two sides differ.
for (const each of document.querySelectorAll("summary[aria-label]")) {
  each.removeAttribute("aria-label");
}
document.querySelector(".sidebar-drawer")?.setAttribute("aria-label", "All pages");
document.querySelector(".toc-drawer")?.setAttribute("aria-label", "On this page");
