/** Names by which browsers call a renderer that is the machine's processor: SwiftShader, Mesa's, and Windows' own. */
const SOFTWARE = /swiftshader|llvmpipe|softpipe|lavapipe|software|basic render/i;

const ATTRIBUTES: WebGLContextAttributes = {
  alpha: false,
  antialias: false,
  depth: false,
  powerPreference: 'low-power',
};

let software: boolean | undefined;

/**
 * The canvas' WebGL2, where a GPU draws it. Where the processor does, it would take most of what the game needs of it, and a 2D canvas
 * shows the same for less: undefined then, as without any WebGL2. (Two processors, 1280x800: 35 pictures a second instead of 28, and no
 * gap in the sound instead of three a second.)
 */
export function openWebGl(canvas: HTMLCanvasElement): WebGL2RenderingContext | undefined {
  // On a canvas of its own: one that was given a context for WebGL never gets another.
  software ??= drawsBySoftware(document.createElement('canvas'));
  if (software) return undefined;
  return canvas.getContext('webgl2', ATTRIBUTES) ?? undefined;
}

function drawsBySoftware(canvas: HTMLCanvasElement): boolean {
  const gl = canvas.getContext('webgl2', { ...ATTRIBUTES, failIfMajorPerformanceCaveat: true });
  if (gl === null) return true;
  // Browsers that keep the renderer's name to themselves have it stand for a GPU.
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  const name: unknown = info === null ? '' : gl.getParameter(info.UNMASKED_RENDERER_WEBGL);
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return SOFTWARE.test(String(name));
}
