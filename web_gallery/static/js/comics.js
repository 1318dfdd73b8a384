// The script editor: line numbers, what is wrong while one writes, drafts of the pages; and a comic that comes to be.
const script = document.querySelector("[data-script]");
const gutter = document.querySelector("[data-gutter]");
const told = document.querySelector("[data-checked]");
const draftPages = document.querySelector("[data-draft-pages]");
const CHECK_AFTER = 180;
const DRAFT_PAUSE = 700;
let checking = new AbortController();
let drafting = new AbortController();
let soon = 0;
let then = 0;
let tries = 0;

function wanted(more = {}) {
  const value = (name) => document.querySelector(`[name=${name}]`)?.value || "";
  return fields({ script: script.value, size: value("size"), style: value("style"), idea: value("idea"),
                  panels: value("panels"), ...more });
}

function number() {
  const bad = new Set([...told.querySelectorAll(".found-error [data-line]")].map((each) => each.dataset.line));
  gutter.replaceChildren(...script.value.split("\n").map((_, at) => {
    const line = document.createElement("span");
    line.textContent = at + 1;
    if (bad.has(String(at + 1))) line.className = "bad";
    return line;
  }));
  gutter.scrollTop = script.scrollTop;
}

function put(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html").body;
  told.replaceChildren(...[...fresh.childNodes].map((each) => document.adoptNode(each)));
  number();
}

async function check(more) {
  checking.abort();
  checking = new AbortController();
  try {
    const answer = await sent("/studio/comics/check", wanted(more), checking.signal);
    if (!answer.ok) return said(answer.detail);
    said("");
    if (more && answer.script !== script.value) {
      script.value = answer.script;
      script.focus();
    }
    put(answer.html);
    if (answer.ready) draftSoon();
  } catch {
    return; // a newer one is on its way
  }
}

function draftSoon(pause = DRAFT_PAUSE) {
  clearTimeout(then);
  if (draftPages) then = setTimeout(drawDraft, pause);
}

async function drawDraft() {
  drafting.abort();
  drafting = new AbortController();
  try {
    const answer = await sent("/studio/comics/draft", wanted(), drafting.signal);
    if (answer.pages) show_pages(answer.pages);
    else if (answer.status === 503) {
      tries += 1;
      draftSoon(tries < 10 ? 1500 : 15000); // who draws it may take long to wake
    }
  } catch {
    return;
  }
}

function show_pages(pages) {
  tries = 0;
  draftPages.replaceChildren(...pages.map((page) => {
    const picture = new Image(page.width, page.height);
    Object.assign(picture, { src: page.picture, alt: page.alt });
    return picture;
  }));
}

function toLine(event) {
  const line = event.target.closest("[data-line]");
  if (!line) return;
  const lines = script.value.split("\n");
  const at = Math.min(Number(line.dataset.line), lines.length) - 1;
  const begin = lines.slice(0, at).join("\n").length + (at ? 1 : 0);
  script.focus();
  script.setSelectionRange(begin, begin + lines[at].length);
  script.scrollTop = (script.scrollHeight / lines.length) * at - script.clientHeight / 3;
}

function edited() {
  number();
  clearTimeout(soon);
  soon = setTimeout(check, CHECK_AFTER);
}

// A model's story takes its time; what stands in the editor meanwhile stays until it is there.
async function invent(button) {
  const value = (name) => document.querySelector(`[name=${name}]`)?.value || "";
  const told = await writes(button, wanted({ do: "idea", visibility: value("visibility"), turn: random().slice(0, 12),
                                            key: value("key") }));
  if (!told) return;
  script.value = told.text;
  script.focus();
  check();
}

function does(event) {
  const button = event.target.closest("[data-do]");
  if (!button) return;
  event.preventDefault();
  if ("written" in button.dataset) return invent(button);
  check({ do: button.dataset.do });
}

// What comes of a comic: its progress as it goes, and its part of the page anew when it is there.
const result = document.querySelector("[data-result]");

async function again() {
  const answer = await fetch(location.pathname, { headers: { accept: "text/html" } }).catch(() => null);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of ["[data-result-in]", "[data-deeds]", "#pages-title", "h1"]) {
    const [old, fresh] = [document.querySelector(part), page.querySelector(part)];
    if (old && fresh && !old.contains(document.activeElement)) old.replaceWith(document.adoptNode(fresh));
  }
}

if (result) {
  hear.add((news) => {
    const under = result.querySelector("[data-job]");
    if (news.progress && news.job === under?.dataset.job) {
      const bar = under.querySelector("progress");
      if (bar) bar.value = news.done;
    } else if (news.comic === result.dataset.result && (!news.open || news.job !== under?.dataset.job)) again();
    else if (news.comic === result.dataset.result && under) {
      under.querySelector("[data-words]").textContent = news.words;
      const bar = under.querySelector("progress");
      if (bar && news.done) bar.value = Math.max(bar.value, news.done);
    }
  });
}

if (script) {
  for (const each of document.querySelectorAll("[data-unscripted]")) each.hidden = true;
  for (const each of document.querySelectorAll("button[data-do]")) each.hidden = false;
  script.addEventListener("input", edited);
  script.addEventListener("scroll", () => { gutter.scrollTop = script.scrollTop; });
  addEventListener("change", (event) => event.target.closest("[data-size], [data-style]") && check());
  addEventListener("click", does);
  told.addEventListener("click", toLine);
  number();
  if (script.value.trim() && draftPages) check();
}
