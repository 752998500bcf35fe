// Reading tickets with the camera: by the browser itself (BarcodeDetector), elsewhere by qr-reader.js, which is fetched
// only then. A ticket's text can also be typed or come from a hand scanner.

type Detector = { detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]> };
type Maker = { new (options: { formats: string[] }): Detector; getSupportedFormats?(): Promise<string[]> };
type Reader = (video: HTMLVideoElement) => Promise<string[]>;

const maker = (): Maker | undefined => (window as unknown as { BarcodeDetector?: Maker }).BarcodeDetector;

export const canScan = (): boolean => Boolean(navigator.mediaDevices?.getUserMedia);

/** Whether this browser reads codes by itself. */
export async function readsByItself(): Promise<boolean> {
  const formats: string[] = (await maker()?.getSupportedFormats?.().catch(() => [])) ?? [];
  return formats.includes("qr_code");
}

async function reader(address: string): Promise<Reader> {
  const Made = maker();
  if (Made && (await readsByItself())) {
    const detector = new Made({ formats: ["qr_code"] });
    return async (video) => (await detector.detect(video).catch(() => [])).map(({ rawValue }) => rawValue);
  }
  const { read } = (await import(address)) as { read(video: HTMLVideoElement): string | null };
  return async (video) => {
    const text = read(video);
    return text ? [text] : [];
  };
}

/** Look through the camera until `stop` is called; every code seen is told once in a while. */
export async function scan(video: HTMLVideoElement, address: string, found: (text: string) => void): Promise<() => void> {
  const codes = await reader(address);
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  video.srcObject = stream;
  video.hidden = false;
  await video.play();
  let last = "";
  let looking = true;
  const look = async (): Promise<void> => {
    while (looking) {
      for (const text of await codes(video)) {
        if (text === last) continue;
        last = text;
        setTimeout(() => (last = ""), 4000);
        found(text);
      }
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  };
  void look();
  return () => {
    looking = false;
    stream.getTracks().forEach((track) => track.stop());
    video.srcObject = null;
    video.hidden = true;
  };
}
