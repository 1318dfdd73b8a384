// Painting over a part of a picture: what is painted is sent as the mask, white on black.
const form = document.querySelector("[data-repaint]");
const canvas = document.querySelector("[data-canvas]");
const pen = canvas.getContext("2d");
let at = null;
let painted = false;

function place(event) {
  const box = canvas.getBoundingClientRect();
  const scale = canvas.width / box.width;
  return [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
}

function stroke(event) {
  const [across, down] = place(event);
  const [left, top] = at || [across, down];
  pen.lineWidth = (canvas.width * form.querySelector("[data-width]").value) / 100;
  pen.lineCap = "round";
  pen.strokeStyle = "#e4572e";
  pen.beginPath();
  pen.moveTo(left, top);
  pen.lineTo(across, down);
  pen.stroke();
  at = [across, down];
  painted = true;
}

function mask() {
  const sheet = document.createElement("canvas");
  sheet.width = canvas.width;
  sheet.height = canvas.height;
  const white = sheet.getContext("2d");
  white.drawImage(canvas, 0, 0);
  white.globalCompositeOperation = "source-in";
  white.fillStyle = "white";
  white.fillRect(0, 0, sheet.width, sheet.height);
  white.globalCompositeOperation = "destination-over";
  white.fillStyle = "black";
  white.fillRect(0, 0, sheet.width, sheet.height);
  return new Promise((done) => sheet.toBlob(done, "image/png"));
}

async function send(event) {
  if (!painted) return;
  event.preventDefault();
  const files = new DataTransfer();
  files.items.add(new File([await mask()], "mask.png", { type: "image/png" }));
  form.querySelector("[data-mask]").files = files.files;
  painted = false;
  form.requestSubmit();
}

if (form) {
  canvas.hidden = false;
  form.querySelector("[data-brush]").hidden = false;
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    stroke(event);
  });
  canvas.addEventListener("pointermove", (event) => at && stroke(event));
  for (const name of ["pointerup", "pointercancel"]) canvas.addEventListener(name, () => (at = null));
  form.querySelector("[data-wipe]").addEventListener("click", () => {
    pen.clearRect(0, 0, canvas.width, canvas.height);
    painted = false;
  });
  form.addEventListener("submit", send);
}
