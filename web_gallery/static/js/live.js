// A person's jobs as they go: cards that change in place. Without this a page is reloaded, and tells the same.
"use strict";

const desk = document.querySelector("[data-studio]");
const mark = desk.dataset.csrf;
const hear = new Set(); // what else wants to know of a job

function random() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((each) => each.toString(16).padStart(2, "0")).join("");
}

// Returns what the server tells of a deed; refusals come as {detail}.
async function sent(address, body, signal) {
  const headers = { accept: "application/json" };
  try {
    const answer = await fetch(address, { method: "POST", body, headers, signal });
    const told = answer.headers.get("content-type")?.includes("json") ? await answer.json() : {};
    return { ok: answer.ok, status: answer.status, detail: desk.dataset.lost, ...told };
  } catch (error) {
    if (error.name === "AbortError") throw error;
    return { ok: false, status: 0, detail: desk.dataset.lost };
  }
}

function fields(values) {
  const form = new URLSearchParams({ csrf: mark });
  for (const [name, value] of Object.entries(values)) form.set(name, value);
  return form;
}

// Waits until a text is there; what went wrong comes as {detail}.
async function written(told) {
  let news = told;
  while (news.ok && news.open) {
    await new Promise((done) => setTimeout(done, 700));
    try {
      const answer = await fetch(`/studio/words/${told.job}`, { headers: { accept: "application/json" } });
      news = { ok: answer.ok, detail: desk.dataset.lost, ...await answer.json() };
    } catch {
      news = { ok: false, detail: desk.dataset.lost };
    }
  }
  return news.ok && !news.text ? { ok: false, detail: news.words || desk.dataset.lost } : news;
}

// Has a text written by a button that says so meanwhile.
async function writes(button, body) {
  const label = button.textContent;
  Object.assign(button, { disabled: true, textContent: button.dataset.writing });
  said("");
  const told = await written(await sent("/studio/words", body));
  Object.assign(button, { disabled: false, textContent: label });
  if (!told.ok) said(told.detail);
  return told.ok ? told : null;
}

function said(text, place = document.querySelector("[data-trouble]")) {
  if (!place) return;
  place.textContent = text;
  place.hidden = !text;
}

function cardOf(html) {
  return new DOMParser().parseFromString(html, "text/html").querySelector(".job");
}

// The keyboard stays where it was: on the same button of the new card, else on the card's first.
function keepFocus(old, fresh) {
  if (!old.contains(document.activeElement)) return;
  const way = document.activeElement.closest("form")?.getAttribute("action");
  const same = way && fresh.querySelector(`form[action="${way}"] button`);
  (same || fresh.querySelector("a, button"))?.focus();
}

function show(told) {
  const left = document.querySelector("[data-credits]");
  if (left && told.credits) left.textContent = told.credits;
  for (const heard of hear) heard(told);
  const fresh = told.html && cardOf(told.html);
  if (!fresh) return;
  const old = document.getElementById(fresh.id);
  const adopted = document.adoptNode(fresh);
  if (old) {
    const glimpse = old.querySelector("[data-glimpse]:not([hidden])");
    const place = adopted.querySelector("[data-glimpse]");
    if (glimpse && place) Object.assign(place, { src: glimpse.src, hidden: false });
    const share = old.querySelector("progress");
    const bar = adopted.querySelector("progress");
    if (share && bar) bar.value = Math.max(share.value, bar.value);
    old.replaceWith(adopted);
    keepFocus(old, adopted);
  } else if (document.querySelector("[data-newest]")) {
    document.querySelector("[data-newest]").prepend(adopted);
    const none = document.querySelector("[data-none]");
    if (none) none.hidden = true;
  }
}

function advance({ job, done, preview }) {
  for (const heard of hear) heard({ job, done, preview, progress: true });
  const card = document.getElementById(`job-${job}`);
  const bar = card?.querySelector("progress");
  if (!bar) return;
  bar.value = done;
  const glimpse = card.querySelector("[data-glimpse]");
  if (preview && glimpse) Object.assign(glimpse, { src: `data:image/webp;base64,${preview}`, hidden: false });
}

let last = desk.dataset.since;

function listen() {
  const source = new EventSource(`/events?since=${last}`);
  source.addEventListener("job", (event) => {
    last = event.lastEventId || last;
    show(JSON.parse(event.data));
  });
  source.addEventListener("progress", (event) => advance(JSON.parse(event.data)));
  source.addEventListener("reload", () => location.reload());
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, 10000); // refused: it does not come back by itself
  });
}

async function deed(event) {
  const form = event.target.closest("form[data-deed]");
  if (!form) return;
  event.preventDefault();
  const button = form.querySelector("button");
  button.disabled = true;
  const body = new FormData(form);
  body.set("key", random());
  const told = await sent(form.action, body);
  button.disabled = false;
  if (told.ok) show(told);
  else said(told.detail, form.closest(".job")?.querySelector(".job-state") ?? undefined);
}

addEventListener("submit", deed);
listen();
