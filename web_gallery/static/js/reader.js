// The comic reader's keys and turning without a reload. Every way it goes is a link that works without it.
"use strict";

const read = new Map(); // pages that were fetched already, by address
const ahead = []; // pictures of the pages to come, kept so that they stay in memory
const early = []; // keys that were pressed while a page was on its way
let latest = 0; // the turn that counts; one that is overtaken changes nothing
let onItsWay = false;
const keysOf = {
  f: full,
  d: () => toggle("double"),
  v: () => toggle("scroll"),
  r: () => follow("[data-turn-way]"),
  "?": help,
  " ": (key, shift) => down(shift),
  ArrowLeft: sideways,
  ArrowRight: sideways,
  Home: () => edge("[data-first]"),
  End: () => edge("[data-last]"),
};

function reader() {
  return document.querySelector(".reader");
}

function link(selector) {
  return reader().querySelector(`a${selector}`);
}

async function fetched(way) {
  const address = new URL(way, location).href.split("#")[0];
  if (!read.has(address)) {
    const answer = await fetch(address, { headers: { accept: "text/html" } });
    if (!answer.ok) throw new Error(answer.status);
    read.set(address, await answer.text());
  }
  return new DOMParser().parseFromString(read.get(address), "text/html");
}

async function turn(address, { remember = true } = {}) {
  const mine = (latest += 1);
  onItsWay = true;
  const page = await fetched(address).catch(() => null);
  if (mine !== latest) return;
  onItsWay = false;
  if (!page) {
    early.length = 0;
    location.assign(address);
    return;
  }
  reader().replaceWith(document.adoptNode(page.querySelector(".reader")));
  document.title = page.title;
  if (remember) history.pushState(null, "", address);
  arrive();
  const part = location.hash && document.querySelector(location.hash);
  if (part) part.scrollIntoView();
  else scrollTo(0, Math.max(0, reader().offsetTop - 8));
  while (early.length && !onItsWay) act(...early.shift());
}

function arrive() {
  reader().classList.add("scripted");
  reader().querySelector(".sheet").focus({ preventScroll: true });
  lookAhead();
}

async function lookAhead() {
  let next = link("[rel=next]")?.href;
  for (let count = 0; next && count < 2; count += 1) {
    try {
      const page = await fetched(next);
      ahead.push(...[...page.querySelectorAll(".sheet picture")].map((each) => document.importNode(each, true)));
      next = page.querySelector(".reader a[rel=next]")?.getAttribute("href");
    } catch {
      return;
    }
  }
  ahead.splice(0, ahead.length - 8);
}

function follow(selector) {
  const way = link(selector);
  if (way) turn(way.href);
  return Boolean(way);
}

function toggle(view) {
  follow(reader().dataset.view === view ? "[data-view=page]" : `[data-view=${view}]`);
}

function full() {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen?.().catch(() => {});
}

function help() {
  const keys = reader().querySelector("dialog");
  if (keys.open) keys.close();
  else keys.showModal();
}

function sideways(key) {
  const onwards = (key === "ArrowRight") !== (reader().dataset.read === "rtl");
  return follow(onwards ? "[rel=next]" : "[rel=prev]");
}

function edge(selector) {
  return reader().dataset.view !== "scroll" && follow(selector);
}

function down(shift) {
  if (reader().dataset.view === "scroll") return false;
  const page = reader().querySelector(".sheet").getBoundingClientRect();
  if (shift) return page.top >= 0 && follow("[rel=prev]");
  return page.bottom <= innerHeight + 1 && follow("[rel=next]");
}

function pressed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || !reader()) return;
  if (event.target.closest("input, textarea, select, button, summary, dialog") && event.key !== "?") return;
  const wish = [event.key.length > 1 ? event.key : event.key.toLowerCase(), event.shiftKey];
  if (!(wish[0] in keysOf) || (event.key === " " && event.target.closest("a"))) return;
  if (onItsWay && !event.repeat) early.push(wish); // a key held down never runs ahead of what is seen
  if (onItsWay || act(...wish)) event.preventDefault();
}

// Returns whether the key did something; what it means depends on where the reader is by now.
function act(key, shift) {
  return keysOf[key](key, shift) !== false;
}

function clicked(event) {
  if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || !reader()) return;
  const way = event.target.closest(".reader a[data-turn]");
  if (way) {
    event.preventDefault();
    turn(way.href);
  } else if (event.target.closest("[data-help]")) help();
  else if (event.target.closest("[data-full]")) full();
  else if (event.target.closest(".sheet .frame") && reader().dataset.view !== "scroll") {
    const onRight = event.clientX > innerWidth / 2;
    follow(onRight !== (reader().dataset.read === "rtl") ? "[rel=next]" : "[rel=prev]");
  }
}

addEventListener("keydown", pressed);
addEventListener("click", clicked);
addEventListener("popstate", () => turn(location.href, { remember: false }));
arrive();
