// The comic reader's keys and turning without a reload. Every way it goes is a link that works without it.
"use strict";

const read = new Map(); // pages that were fetched already, by address
const ahead = []; // pictures of the pages to come, kept so that they stay in memory
const keysOf = { f: full, d: () => toggle("double"), v: () => toggle("scroll"), r: () => follow("[data-turn-way]"), "?": help };

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
  let page;
  try {
    page = await fetched(address);
  } catch {
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

function sideways(event) {
  const onwards = (event.key === "ArrowRight") !== (reader().dataset.read === "rtl");
  return follow(onwards ? "[rel=next]" : "[rel=prev]");
}

function down(event) {
  if (reader().dataset.view === "scroll") return false;
  const page = reader().querySelector(".sheet").getBoundingClientRect();
  if (event.shiftKey) return page.top >= 0 && follow("[rel=prev]");
  return page.bottom <= innerHeight + 1 && follow("[rel=next]");
}

function pressed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || !reader()) return;
  if (event.target.closest("input, textarea, select, button, summary, dialog") && event.key !== "?") return;
  let done = true;
  if (event.key === "ArrowLeft" || event.key === "ArrowRight") done = sideways(event);
  else if (event.key === " ") done = !event.target.closest("a") && down(event);
  else if (event.key === "Home" || event.key === "End") {
    done = reader().dataset.view !== "scroll" && follow(event.key === "Home" ? "[data-first]" : "[data-last]");
  } else if (keysOf[event.key.toLowerCase()]) keysOf[event.key.toLowerCase()]();
  else return;
  if (done) event.preventDefault();
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
