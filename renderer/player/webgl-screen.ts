import type { Frame } from '../../engine/session/protocol.ts';
import { placeOn, type Size, type View } from './placement.ts';
import type { Screen } from './screen.ts';
import { FRAGMENT_SHADER, VERTEX_SHADER } from './shaders.ts';

/** What lives in the GPU and is gone with a lost context. */
interface Resources {
  readonly program: WebGLProgram;
  readonly picture: WebGLTexture;
  readonly palette: WebGLTexture;
  readonly uniforms: Readonly<Record<'pictureSize' | 'sharpness' | 'indexed', WebGLUniformLocation | null>>;
  /** What the picture's texture was made for. */
  shape: string;
}

const PICTURE_UNIT = 0;
const PALETTE_UNIT = 1;

/** The screen on WebGL2: the GPU looks colours up and scales. */
export class WebGlScreen implements Screen {
  readonly kind = 'webgl2';
  readonly #canvas: HTMLCanvasElement;
  readonly #gl: WebGL2RenderingContext;
  #view: View;
  #frame: Frame | undefined;
  #resources: Resources | undefined;

  constructor(canvas: HTMLCanvasElement, gl: WebGL2RenderingContext, view: View) {
    this.#canvas = canvas;
    this.#gl = gl;
    this.#view = view;
    canvas.addEventListener('webglcontextlost', this.#onLost);
    canvas.addEventListener('webglcontextrestored', this.#onRestored);
    this.#resources = makeResources(gl);
  }

  show(frame: Frame): void {
    this.#frame = frame;
    this.#upload(frame);
    this.#draw();
  }

  configure(view: View): void {
    this.#view = view;
    this.#draw();
  }

  resize(area: Size): void {
    this.#canvas.width = area.width;
    this.#canvas.height = area.height;
    this.#draw();
  }

  dispose(): void {
    this.#canvas.removeEventListener('webglcontextlost', this.#onLost);
    this.#canvas.removeEventListener('webglcontextrestored', this.#onRestored);
    this.#frame = undefined;
    this.#resources = undefined;
    // Browsers allow only so many contexts; this one need not wait for the garbage collector.
    this.#gl.getExtension('WEBGL_lose_context')?.loseContext();
  }

  readonly #onLost = (event: Event) => {
    // Without this the context is never given back.
    event.preventDefault();
    this.#resources = undefined;
  };

  readonly #onRestored = () => {
    this.#resources = makeResources(this.#gl);
    if (this.#frame !== undefined) this.show(this.#frame);
  };

  #upload(frame: Frame): void {
    const gl = this.#gl;
    const resources = this.#resources;
    if (resources === undefined) return;
    const { width, height, pixels, palette } = frame;
    const [internal, format] = frame.format === 'indexed' ? [gl.R8, gl.RED] : [gl.RGBA8, gl.RGBA];
    const shape = `${frame.format} ${width}x${height}`;
    gl.activeTexture(gl.TEXTURE0 + PICTURE_UNIT);
    if (shape === resources.shape) {
      gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, width, height, format, gl.UNSIGNED_BYTE, pixels);
    } else {
      gl.texImage2D(gl.TEXTURE_2D, 0, internal, width, height, 0, format, gl.UNSIGNED_BYTE, pixels);
      resources.shape = shape;
    }
    if (palette === undefined) return;
    gl.activeTexture(gl.TEXTURE0 + PALETTE_UNIT);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGB8, 256, 1, 0, gl.RGB, gl.UNSIGNED_BYTE, palette);
  }

  #draw(): void {
    const frame = this.#frame;
    const resources = this.#resources;
    if (frame === undefined || resources === undefined) return;
    const gl = this.#gl;
    const { pictureSize, sharpness, indexed } = resources.uniforms;
    const { x, y, width, height } = placeOn(frame, this.#canvas, this.#view);
    gl.clearColor(0, 0, 0, 1);
    gl.clear(gl.COLOR_BUFFER_BIT);
    // WebGL counts rows from the bottom.
    gl.viewport(x, this.#canvas.height - y - height, width, height);
    gl.uniform2f(pictureSize, frame.width, frame.height);
    gl.uniform1i(indexed, frame.format === 'indexed' ? 1 : 0);
    const smooth = this.#view.scaling === 'smooth';
    const blend = (screen: number, picture: number) => (smooth ? Math.max(1, screen / picture) : 0);
    gl.uniform2f(sharpness, blend(width, frame.width), blend(height, frame.height));
    gl.drawArrays(gl.TRIANGLES, 0, 3);
  }
}

function makeResources(gl: WebGL2RenderingContext): Resources {
  const program = linkProgram(gl);
  gl.useProgram(program);
  gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
  gl.uniform1i(gl.getUniformLocation(program, 'picture'), PICTURE_UNIT);
  gl.uniform1i(gl.getUniformLocation(program, 'palette'), PALETTE_UNIT);
  return {
    program,
    picture: makeTexture(gl, PICTURE_UNIT),
    palette: makeTexture(gl, PALETTE_UNIT),
    uniforms: {
      pictureSize: gl.getUniformLocation(program, 'pictureSize'),
      sharpness: gl.getUniformLocation(program, 'sharpness'),
      indexed: gl.getUniformLocation(program, 'indexed'),
    },
    shape: '',
  };
}

/** A texture without mipmaps and filters, bound to its unit for good: the shader fetches texels itself. */
function makeTexture(gl: WebGL2RenderingContext, unit: number): WebGLTexture {
  const texture = gl.createTexture();
  gl.activeTexture(gl.TEXTURE0 + unit);
  gl.bindTexture(gl.TEXTURE_2D, texture);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
  return texture;
}

function linkProgram(gl: WebGL2RenderingContext): WebGLProgram {
  const program = gl.createProgram();
  for (const [type, source] of [
    [gl.VERTEX_SHADER, VERTEX_SHADER],
    [gl.FRAGMENT_SHADER, FRAGMENT_SHADER],
  ] as const) {
    const shader = gl.createShader(type);
    if (shader === null) continue;
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  // A context that is lost meanwhile compiles nothing, and tells so in its own time.
  if (!gl.getProgramParameter(program, gl.LINK_STATUS) && !gl.isContextLost()) {
    throw new Error(`The graphics driver refused Trapdoom’s shader: ${gl.getProgramInfoLog(program)}`);
  }
  return program;
}
