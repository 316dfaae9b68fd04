/** One triangle that covers the viewport; `texel` runs over the picture from its top left corner. */
export const VERTEX_SHADER = `#version 300 es
uniform vec2 pictureSize;
out highp vec2 texel;
void main() {
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0;
  texel = vec2(corner.x, 1.0 - corner.y) * pictureSize;
  gl_Position = vec4(corner * 2.0 - 1.0, 0.0, 1.0);
}`;

/**
 * Colours are looked up before they are blended: palette indices next to each other are not similar colours. Smooth scaling is "sharp
 * bilinear": pixels keep their hard edges, only the screen pixels that an edge runs through are blended.
 */
export const FRAGMENT_SHADER = `#version 300 es
precision highp float;
uniform sampler2D picture;
uniform sampler2D palette;
uniform bool indexed;
uniform vec2 pictureSize;
/** Screen pixels per picture pixel, at least 1; 0 for none blended. */
uniform vec2 sharpness;
in vec2 texel;
out vec4 color;

vec3 lookUp(ivec2 at) {
  vec4 value = texelFetch(picture, clamp(at, ivec2(0), ivec2(pictureSize) - 1), 0);
  return indexed ? texelFetch(palette, ivec2(int(value.r * 255.0 + 0.5), 0), 0).rgb : value.rgb;
}

void main() {
  if (sharpness.x == 0.0) {
    color = vec4(lookUp(ivec2(floor(texel))), 1.0);
    return;
  }
  vec2 at = texel - 0.5;
  vec2 blend = clamp((fract(at) - 0.5) * sharpness + 0.5, 0.0, 1.0);
  ivec2 base = ivec2(floor(at));
  vec3 top = mix(lookUp(base), lookUp(base + ivec2(1, 0)), blend.x);
  vec3 bottom = mix(lookUp(base + ivec2(0, 1)), lookUp(base + ivec2(1, 1)), blend.x);
  color = vec4(mix(top, bottom, blend.y), 1.0);
}`;
