/** One triangle that covers the viewport; `place` runs over the frame, from its top left corner (0, 0) to the other (1, 1). */
export const VERTEX_SHADER = `#version 300 es
out highp vec2 place;
void main() {
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0;
  place = vec2(corner.x, 1.0 - corner.y);
  gl_Position = vec4(corner * 2.0 - 1.0, 0.0, 1.0);
}`;

/** Applies the palette to a frame, pixel by pixel, before it is scaled: between two palette entries there is no colour. */
export const LOOK_UP_SHADER = `#version 300 es
precision highp float;
uniform sampler2D indices;
uniform sampler2D palette;
out vec4 color;
void main() {
  float index = texelFetch(indices, ivec2(gl_FragCoord.xy), 0).r * 255.0;
  color = vec4(texelFetch(palette, ivec2(int(index + 0.5), 0), 0).rgb, 1.0);
}`;

/**
 * Scales a frame as if it were first enlarged by the factor `sharpness` with hard edges, and then reduced with smooth ones. Chocolate Doom
 * does the same. Only the screen pixels that an edge runs through are blended. The texture's own linear filter blends; here it only learns
 * where.
 */
export const SCALE_SHADER = `#version 300 es
precision highp float;
uniform sampler2D picture;
/** 1: all is blended from pixel to pixel; above 100,000: nothing is. */
uniform vec2 sharpness;
in vec2 place;
out vec4 color;
void main() {
  vec2 size = vec2(textureSize(picture, 0));
  vec2 at = place * size - 0.5;
  vec2 part = fract(at);
  // A screen pixel whose middle lies right on an edge that is not blended belongs to one side of it.
  vec2 blend = mix(
    clamp((part - 0.5) * sharpness + 0.5, 0.0, 1.0), step(0.5, part), greaterThan(sharpness, vec2(1e5)));
  color = vec4(texture(picture, (floor(at) + blend + 0.5) / size).rgb, 1.0);
}`;
