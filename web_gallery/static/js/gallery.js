// The wall grows while one scrolls, and is found again as it was; prompts are copied. Every way it goes is a link that
// works without it.
"use strict";

const FREELY = 3; // pages that come by themselves; then a press asks for each next, so that the footer can be reached
const wall = document.querySelector("[data-wall]");
const place = `wall:${location.pathname}${location.search}`;
let grown = 0;
let busy = false;

function following() {
  return document.querySelector("a[data-more]");
}

async function grow() {
  const way = following();
  if (!way || busy) return false;
  busy = true;
  try {
    const answer = await fetch(way.href, { headers: { accept: "text/html" } });
    if (!answer.ok) throw new Error(answer.status);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const first = document.adoptNode(page.querySelector("[data-wall]")).children;
    const there = new Set([...wall.querySelectorAll(".card-way")].map((each) => each.getAttribute("href")));
    wall.append(...[...first].filter((card) => !there.has(card.querySelector(".card-way").getAttribute("href"))));
    const more = page.querySelector("a[data-more]");
    if (more) way.href = more.href;
    else way.remove();
    grown += 1;
    return true;
  } catch {
    return false; // the link is still there
  } finally {
    busy = false;
  }
}

function remember() {
  history.scrollRestoration = grown ? "manual" : "auto";
  sessionStorage.setItem(place, JSON.stringify({ grown, top: scrollY }));
}

async function comeBack() {
  const [arrival] = performance.getEntriesByType("navigation");
  const before = JSON.parse(sessionStorage.getItem(place) || "{}");
  if (arrival?.type !== "back_forward" || !before.grown) return;
  while (grown < before.grown && (await grow()));
  scrollTo(0, before.top);
}

async function pressed(event) {
  const way = event.target.closest("a[data-more]");
  if (!way || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const last = wall.lastElementChild;
  if (!(await grow())) location.assign(way.href);
  else last.nextElementSibling?.querySelector(".card-way")?.focus({ preventScroll: true });
}

async function copied(event) {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
  button.textContent = button.dataset.copied;
}

if (wall && following()) {
  addEventListener("pagehide", remember);
  document.addEventListener("click", pressed);
  comeBack().then(() => {
    new IntersectionObserver((seen) => {
      if (seen.some((one) => one.isIntersecting) && grown < FREELY) grow();
    }, { rootMargin: "60%" }).observe(document.querySelector(".turn"));
  });
}
if (navigator.clipboard) document.querySelectorAll("[data-copy]").forEach((button) => { button.hidden = false; });
document.addEventListener("click", copied);
