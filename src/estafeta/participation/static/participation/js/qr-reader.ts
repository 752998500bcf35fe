// Reads QR codes where the browser has no BarcodeDetector (Safari on an iPhone, Firefox). Fetched only there, and kept
// on the phone with the page (_offline.ts). Plain script: the content security policy stays as strict as it is.

import { decodeQR } from "qr/decode.js";

const WIDEST = 720; // pixels: enough for a ticket held before the camera, and quick on a cheap phone

let canvas: HTMLCanvasElement | null = null;

/** The text of the code that the camera sees now; null when there is none. */
export function read(video: HTMLVideoElement): string | null {
  const scale = Math.min(1, WIDEST / video.videoWidth);
  const [width, height] = [Math.round(video.videoWidth * scale), Math.round(video.videoHeight * scale)];
  if (!width || !height) return null;
  canvas ??= document.createElement("canvas");
  Object.assign(canvas, { width, height });
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  if (!pen) return null;
  pen.drawImage(video, 0, 0, width, height);
  try {
    return decodeQR({ width, height, data: pen.getImageData(0, 0, width, height).data });
  } catch {
    return null;
  }
}
