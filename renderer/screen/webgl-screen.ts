import type { Frame } from '../../engine/host/events.ts';
import { type Placing, placeOn, type Size, sharpnessOf } from './placement.ts';
import type { Surface } from './screen.ts';
import { LOOK_UP_SHADER, SCALE_SHADER, VERTEX_SHADER } from './shaders.ts';

/** Each texture has a unit of its own, for good. */
const UNITS = { picture: 0, indices: 1, palette: 2 } as const;

/** What lives in the GPU and is gone with a lost context. */
interface Resources {
  readonly lookUp: WebGLProgram;
  readonly scale: WebGLProgram;
  readonly sharpness: WebGLUniformLocation | null;
  /** Draws into the frame's texture. */
  readonly framebuffer: WebGLFramebuffer;
  /** The format and size that the textures are made for. */
  shape: string;
}

/** The screen on WebGL2: the GPU looks colours up and scales. */
export class WebGlScreen implements Surface {
  readonly kind = 'webgl2';
  readonly maxSide: number;
  readonly #canvas: HTMLCanvasElement;
  readonly #gl: WebGL2RenderingContext;
  #view: Placing;
  #frame: Frame | undefined;
  #resources: Resources | undefined;

  constructor(canvas: HTMLCanvasElement, gl: WebGL2RenderingContext, view: Placing) {
    this.#canvas = canvas;
    this.#gl = gl;
    this.maxSide = gl.getParameter(gl.MAX_TEXTURE_SIZE);
    this.#view = view;
    canvas.addEventListener('webglcontextlost', this.#onLost);
    canvas.addEventListener('webglcontextrestored', this.#onRestored);
    this.#resources = makeResources(gl);
  }

  show(frame: Frame): void {
    this.#frame = frame;
    if (this.#resources !== undefined) this.#upload(frame, this.#resources);
    this.#draw();
  }

  configure(view: Placing): void {
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

  /** Copies a frame into the frame's texture, in its own size. */
  #upload(frame: Frame, resources: Resources): void {
    const gl = this.#gl;
    const { width, height, pixels, palette } = frame;
    const shape = `${frame.format} ${width}x${height}`;
    if (shape !== resources.shape) {
      resources.shape = shape;
      allocate(gl, UNITS.picture, gl.RGBA8, gl.RGBA, frame);
      allocate(gl, UNITS.indices, gl.R8, gl.RED, frame);
    }
    if (palette === undefined) {
      gl.activeTexture(gl.TEXTURE0 + UNITS.picture);
      gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, width, height, gl.RGBA, gl.UNSIGNED_BYTE, pixels);
      return;
    }
    gl.activeTexture(gl.TEXTURE0 + UNITS.indices);
    gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, width, height, gl.RED, gl.UNSIGNED_BYTE, pixels);
    gl.activeTexture(gl.TEXTURE0 + UNITS.palette);
    gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, 256, 1, gl.RGB, gl.UNSIGNED_BYTE, palette);
    gl.useProgram(resources.lookUp);
    gl.bindFramebuffer(gl.FRAMEBUFFER, resources.framebuffer);
    gl.viewport(0, 0, width, height);
    gl.drawArrays(gl.TRIANGLES, 0, 3);
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
  }

  /** Shows the frame's texture where and as large as it belongs. */
  #draw(): void {
    const frame = this.#frame;
    const resources = this.#resources;
    if (frame === undefined || resources === undefined) return;
    const gl = this.#gl;
    const { x, y, width, height } = placeOn(frame, this.#canvas, this.#view);
    const { scaling } = this.#view;
    const border = frame.border ?? 0;
    gl.clearColor((border >> 16) / 255, ((border >> 8) & 255) / 255, (border & 255) / 255, 1);
    gl.clear(gl.COLOR_BUFFER_BIT);
    // WebGL counts rows from the bottom.
    gl.viewport(x, this.#canvas.height - y - height, width, height);
    gl.useProgram(resources.scale);
    gl.uniform2f(
      resources.sharpness,
      sharpnessOf(scaling, width, frame.width),
      sharpnessOf(scaling, height, frame.height),
    );
    gl.drawArrays(gl.TRIANGLES, 0, 3);
  }
}

function makeResources(gl: WebGL2RenderingContext): Resources {
  const lookUp = linkProgram(gl, LOOK_UP_SHADER);
  const scale = linkProgram(gl, SCALE_SHADER);
  const picture = makeTexture(gl, UNITS.picture, gl.LINEAR);
  makeTexture(gl, UNITS.indices, gl.NEAREST);
  makeTexture(gl, UNITS.palette, gl.NEAREST);
  gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
  allocate(gl, UNITS.palette, gl.RGB8, gl.RGB, { width: 256, height: 1 });
  gl.useProgram(lookUp);
  gl.uniform1i(gl.getUniformLocation(lookUp, 'indices'), UNITS.indices);
  gl.uniform1i(gl.getUniformLocation(lookUp, 'palette'), UNITS.palette);
  gl.useProgram(scale);
  gl.uniform1i(gl.getUniformLocation(scale, 'picture'), UNITS.picture);
  const framebuffer = gl.createFramebuffer();
  gl.bindFramebuffer(gl.FRAMEBUFFER, framebuffer);
  gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, picture, 0);
  gl.bindFramebuffer(gl.FRAMEBUFFER, null);
  return { lookUp, scale, sharpness: gl.getUniformLocation(scale, 'sharpness'), framebuffer, shape: '' };
}

/** A texture without mipmaps, bound to its unit. */
function makeTexture(gl: WebGL2RenderingContext, unit: number, filter: number): WebGLTexture {
  const texture = gl.createTexture();
  gl.activeTexture(gl.TEXTURE0 + unit);
  gl.bindTexture(gl.TEXTURE_2D, texture);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, filter);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, filter);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
  return texture;
}

/** Makes room for a frame in a unit's texture. */
function allocate(
  gl: WebGL2RenderingContext,
  unit: number,
  internalFormat: number,
  format: number,
  { width, height }: Size,
): void {
  gl.activeTexture(gl.TEXTURE0 + unit);
  gl.texImage2D(gl.TEXTURE_2D, 0, internalFormat, width, height, 0, format, gl.UNSIGNED_BYTE, null);
}

function linkProgram(gl: WebGL2RenderingContext, fragmentShader: string): WebGLProgram {
  const program = gl.createProgram();
  for (const [type, source] of [
    [gl.VERTEX_SHADER, VERTEX_SHADER],
    [gl.FRAGMENT_SHADER, fragmentShader],
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
