// The camera and what reads its picture: the browser's own detector where it knows both kinds of code, else ZXing, loaded now.

export const open = async (video) => {
  const picture = { facingMode: { ideal: "environment" }, width: { ideal: 1280 }, height: { ideal: 720 } };
  const stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: picture });
  video.srcObject = stream;
  await video.play().catch(() => {}); // closed meanwhile
  return stream.getVideoTracks()[0];
};

export const close = (video) => {
  for (const track of video.srcObject?.getTracks() ?? []) track.stop();
  video.srcObject = null;
};

export const hasTorch = (track) => track.getCapabilities?.().torch === true;
export const light = (track, on) => track.applyConstraints({ advanced: [{ torch: on }] });

// A function that gives the texts of the codes now in the picture.
export const reader = async ({ reader: script, wasm }) => (await native()) ?? (await zxing(script, wasm));

const native = async () => {
  if (!("BarcodeDetector" in globalThis)) return null;
  const known = await BarcodeDetector.getSupportedFormats();
  const formats = ["code_128", "qr_code"];
  if (!formats.every((format) => known.includes(format))) return null;
  const detector = new BarcodeDetector({ formats });
  return async (video) => (seen(video) ? (await detector.detect(video)).map(({ rawValue }) => rawValue) : []);
};

let made = null; // compiled once a page; a failure may be tried again
const make = async (script, wasm) => {
  await load(script);
  await ZXingWASM.prepareZXingModule({ overrides: { locateFile: () => wasm }, fireImmediately: true });
};

const zxing = async (script, wasm) => {
  made ??= make(script, wasm);
  try {
    await made;
  } catch (fault) {
    made = null;
    throw fault;
  }
  const canvas = document.createElement("canvas");
  const paper = canvas.getContext("2d", { willReadFrequently: true });
  return async (video) => {
    if (!seen(video)) return [];
    const scale = Math.min(1, 1280 / video.videoWidth);
    canvas.width = Math.round(video.videoWidth * scale);
    canvas.height = Math.round(video.videoHeight * scale);
    paper.drawImage(video, 0, 0, canvas.width, canvas.height);
    const codes = await ZXingWASM.readBarcodes(paper.getImageData(0, 0, canvas.width, canvas.height), { formats: ["Code128", "QRCode"], maxNumberOfSymbols: 6 });
    return codes.filter((code) => code.isValid).map((code) => code.text);
  };
};

const seen = (video) => video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && video.videoWidth > 0;

const load = (address) =>
  new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = done;
    script.onerror = () => {
      script.remove();
      failed(new Error("no reader"));
    };
    document.head.append(script);
  });

// What a code says: an IMEI whose check digit fits, a plan (its link or its number), a tier reserved online, digits that were misread, or something else.
export const meaning = (text) => {
  const signs = text.replace(/[\s\-\u2010-\u2015\u2212]+/g, "").toUpperCase();
  if (/^\d{15}$/.test(signs)) return luhn(signs) && !/^0+$/.test(signs) ? { kind: "imei", value: signs } : { kind: "misread" };
  if (/\/p\/[A-Za-z0-9_-]{16,64}\/?$/.test(text.trim())) return { kind: "plan", value: text.trim() };
  if (/^[0-9A-HJKMNP-TV-Z]{11}$/.test(signs) && crockford(signs)) return { kind: "plan", value: signs };
  if (/^[0-9A-HJKMNP-TV-Z]{16}$/.test(signs) && crockford(signs)) return { kind: "token", value: signs };
  return { kind: "other" };
};

const luhn = (digits) => {
  const doubled = [0, 2, 4, 6, 8, 1, 3, 5, 7, 9];
  const sum = [...digits].reverse().reduce((so, digit, place) => so + (place % 2 ? doubled[digit] : Number(digit)), 0);
  return sum % 10 === 0;
};

// The last sign of a number or a code is the value of the others modulo 37.
const crockford = (signs) => {
  const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  const rest = [...signs.slice(0, -1)].reduce((value, sign) => (value * 32 + alphabet.indexOf(sign)) % 37, 0);
  return alphabet[rest] === signs.at(-1);
};
