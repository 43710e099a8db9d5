"use strict";
// Cuts each section into slides that fit, once formulas and figures have their sizes: so it fits
// whatever letters a machine has. Then reveal.js shows them.

const HEIGHT = 678; // of the room on a slide, in pixels, as in slides.css
const SETTINGS = {
  width: 1024,
  height: 768,
  margin: 0,
  maxScale: 4,
  center: false,
  controls: false,
  hash: true,
  navigationMode: "linear", // the arrows lead through all slides, one after the other
  slideNumber: "c/t",
  transition: "none",
};
const SMALLEST = 0.7; // how far letters shrink where one thing alone is too large for a slide

function isTooTall(room) {
  const end = room.lastElementChild?.getBoundingClientRect().bottom ?? 0;
  return end > room.getBoundingClientRect().bottom + 0.5;
}

function fits(room) {
  return !isTooTall(room) && room.scrollWidth <= room.clientWidth;
}

function newRoom(stack, title) {
  const page = document.createElement("section");
  page.className = "page";
  page.dataset.title = title;
  const room = document.createElement("div");
  room.className = "room";
  page.append(room);
  stack.append(page);
  return room;
}

// What goes with the thing after it: a heading, words that end in a colon, code with its result.
function leads(block) {
  const next = block.nextElementSibling;
  if (next && block.querySelector("pre.code")) {
    return next.matches("img") || next.querySelector("pre.output") !== null;
  }
  const words = block.textContent.trim();
  const isBold = block.matches("p") && block.querySelector("strong")?.textContent === words;
  return isBold || /^H[1-6]$/.test(block.tagName) || /:$/.test(words);
}

function unitsOf(part) {
  const units = [[]];
  for (const block of part.children) {
    units.at(-1).push(block);
    if (!leads(block)) {
      units.push([]);
    }
  }
  return units.filter((unit) => unit.length);
}

// Where a block can be cut: between lines of code, items of a list, rows of a table.
function piecesOf(block) {
  if (block.matches("div.lines")) {
    return block.firstElementChild;
  }
  return block.matches("ul, ol") ? block : block.querySelector("tbody");
}

function makeLines(pre) {
  const lines = pre.innerHTML.split("\n").map((line) => `<div class="line">${line || " "}</div>`);
  pre.innerHTML = lines.join("");
}

// Takes out of a block what is too much for the room; returns it, or null where that is nothing.
function cut(block, room) {
  if (block.matches("div.lines") && !block.querySelector(".line")) {
    makeLines(block.firstElementChild);
  }
  const pieces = piecesOf(block);
  if (!pieces) {
    return null;
  }
  const rest = block.cloneNode(true);
  const taken = piecesOf(rest);
  taken.replaceChildren();
  while (isTooTall(room) && pieces.children.length > 1) {
    taken.prepend(pieces.lastElementChild);
  }
  if (block.matches("ol")) {
    rest.start = block.start + pieces.children.length;
  }
  return taken.children.length ? rest : null;
}

function narrowFormulas(room) {
  for (const formula of room.querySelectorAll("mjx-container[display]")) {
    const share = formula.clientWidth / formula.firstElementChild.clientWidth;
    if (share < 1) {
      formula.style.fontSize = `${Math.floor(97 * share)}%`;
    }
  }
}

function shrink(room) {
  for (let size = 0.98; size >= SMALLEST && !fits(room); size -= 0.02) {
    room.style.zoom = size;
    room.style.height = `${HEIGHT / size}px`;
  }
}

function cutIntoPages(part, stack) {
  const { title } = part.dataset;
  const units = unitsOf(part);
  let room = newRoom(stack, title);
  const put = (unit) => {
    room.append(...unit);
    narrowFormulas(room);
  };
  while (units.length) {
    const unit = units.shift();
    put(unit);
    if (!fits(room) && room.children.length > unit.length) {
      room = newRoom(stack, title);
      put(unit);
    }
    const last = unit.at(-1);
    const rest = isTooTall(room) && cut(last, room);
    if (rest) {
      units.unshift([rest]);
    } else if (isTooTall(room) && unit.length > 1) {
      last.remove();
      units.unshift([last]);
    }
    if (!fits(room)) {
      shrink(room);
    }
  }
}

// A page does not say twice what its section is called.
function withoutTwiceSaid(page) {
  if (page.querySelector(".room > :first-child:is(h1, h2)")) {
    page.dataset.title = "";
  }
}

function makeDeck(lesson) {
  const deck = document.createElement("div");
  deck.className = "slides";
  const reveal = document.createElement("div");
  reveal.className = "reveal measured";
  reveal.append(deck);
  document.body.append(reveal);
  for (const article of lesson.querySelectorAll("article")) {
    const stack = document.createElement("section");
    deck.append(stack);
    [...article.children].forEach((part) => cutIntoPages(part, stack));
  }
  deck.querySelectorAll(".page").forEach(withoutTwiceSaid);
  lesson.remove();
  reveal.classList.remove("measured");
}

async function show() {
  await MathJax.startup.promise;
  await document.fonts.ready;
  const lesson = document.querySelector("main.uncut");
  if (lesson.querySelector("article")) {
    makeDeck(lesson);
    await Reveal.initialize(SETTINGS);
  }
  document.body.dataset.ready = "yes";
}

window.addEventListener("load", show);
