import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { composeHall } from './compose.ts';
import { drawHall, type Hall } from './hall.ts';

/** Rows of the image, which is meant to be seen in big pixels. */
const ROWS = 216;
/** Milliseconds between two images: fire does not need more. */
const INTERVAL = 60;

/** The hall behind the first screen. It stands still for those who want less motion, and while the window is hidden. */
export function Backdrop({ dimmed }: { dimmed: boolean }): JSX.Element {
  const ref = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const canvas = ref.current;
    const context = canvas?.getContext('2d', { alpha: false });
    if (canvas === null || !context) return undefined;
    return animate(canvas, context);
  }, []);
  return <canvas ref={ref} class={dimmed ? 'backdrop backdrop-dimmed' : 'backdrop'} />;
}

/** Draws the hall until the answer is called. */
function animate(canvas: HTMLCanvasElement, context: CanvasRenderingContext2D): () => void {
  const still = window.matchMedia('(prefers-reduced-motion: reduce)');
  let hall: Hall | undefined;
  let image: ImageData | undefined;
  const draw = () => {
    if (hall === undefined || image === undefined) return;
    composeHall(hall, still.matches ? 1 : performance.now() / 1000, image.data);
    context.putImageData(image, 0, 0);
  };
  const observer = new ResizeObserver(() => {
    const width = Math.max(1, Math.round((canvas.clientWidth / canvas.clientHeight) * ROWS) || 1);
    if (width === hall?.width) return;
    canvas.width = width;
    canvas.height = ROWS;
    hall = drawHall(width, ROWS, width > ROWS ? 0.72 : 0.5);
    image = new ImageData(width, ROWS);
    draw();
  });
  observer.observe(canvas);
  const timer = setInterval(() => {
    if (!still.matches && !document.hidden) draw();
  }, INTERVAL);
  return () => {
    observer.disconnect();
    clearInterval(timer);
  };
}
