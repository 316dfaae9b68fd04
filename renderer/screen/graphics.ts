/** Names by which browsers call a renderer that is the machine's processor: SwiftShader, Mesa's, and Windows' own. */
const SOFTWARE = /swiftshader|llvmpipe|softpipe|lavapipe|software|basic render/i;

const ATTRIBUTES: WebGLContextAttributes = {
  alpha: false,
  antialias: false,
  depth: false,
  powerPreference: 'low-power',
};

/** What WebGL2 is drawn by, as far as the browser tells. */
interface Renderer {
  /** Empty where the browser keeps it to itself. */
  readonly name: string;
  /** Whether it is the machine's processor. */
  readonly software: boolean;
}

let known: Renderer | 'none' | undefined;

/**
 * The canvas' WebGL2, if a GPU draws it. A processor that draws it would lack time for the game, and a 2D canvas shows the same for less.
 * It is undefined then, as without any WebGL2. (Two processors, 1280x800: 35 frames a second instead of 28, and no gap in the sound
 * instead of three a second.)
 */
export function openWebGl(canvas: HTMLCanvasElement): WebGL2RenderingContext | undefined {
  const renderer = webGlRenderer();
  if (renderer === 'none' || renderer.software) return undefined;
  return canvas.getContext('webgl2', ATTRIBUTES) ?? undefined;
}

/** What draws the game's frames and why, for people. */
export function graphicsText(): string {
  const renderer = webGlRenderer();
  if (renderer === 'none') return '2D canvas: this browser has no WebGL 2';
  const { name, software } = renderer;
  if (software) return `2D canvas: the processor would draw WebGL 2 (${name})`;
  return name === '' ? 'WebGL 2' : `WebGL 2 (${name})`;
}

/** The same for diagnostics: whose WebGL 2 there is, and what the browser calls it. */
export function graphicsFacts(): { readonly webgl2: 'gpu' | 'software' | 'none'; readonly renderer: string } {
  const renderer = webGlRenderer();
  if (renderer === 'none') return { webgl2: 'none', renderer: '' };
  return { webgl2: renderer.software ? 'software' : 'gpu', renderer: renderer.name };
}

function webGlRenderer(): Renderer | 'none' {
  // On a canvas of its own: one that was given a context for WebGL never gets another.
  known ??= askRenderer(document.createElement('canvas'));
  return known;
}

function askRenderer(canvas: HTMLCanvasElement): Renderer | 'none' {
  const gl = canvas.getContext('webgl2', ATTRIBUTES);
  if (gl === null) return 'none';
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  // Browsers that keep the name to themselves have it stand for a GPU.
  const name = info === null ? '' : String(gl.getParameter(info.UNMASKED_RENDERER_WEBGL));
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return { name, software: SOFTWARE.test(name) };
}
