// Reading tickets with the camera, where the browser can (BarcodeDetector). Elsewhere a ticket's text is typed or
// comes from a hand scanner, and the name is found in the list.

type Detector = { detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]> };
type Maker = new (options: { formats: string[] }) => Detector;

const maker = (): Maker | undefined => (window as unknown as { BarcodeDetector?: Maker }).BarcodeDetector;

export const canScan = (): boolean => maker() !== undefined && navigator.mediaDevices !== undefined;

/** Look through the camera until `stop` is called; every code seen is told once in a while. */
export async function scan(video: HTMLVideoElement, found: (text: string) => void): Promise<() => void> {
  const Made = maker();
  if (!Made) throw new Error("no detector");
  const detector = new Made({ formats: ["qr_code"] });
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  video.srcObject = stream;
  video.hidden = false;
  await video.play();
  let last = "";
  let looking = true;
  const look = async (): Promise<void> => {
    while (looking) {
      for (const { rawValue } of await detector.detect(video).catch(() => [])) {
        if (rawValue === last) continue;
        last = rawValue;
        setTimeout(() => (last = ""), 4000);
        found(rawValue);
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
