/** A page's script: what draws its WebGL, SwiftShader in tests, is taken for a GPU whose name the browser keeps to itself. */
export const NAMELESS_GPU = `{
  const { getExtension } = WebGL2RenderingContext.prototype;
  WebGL2RenderingContext.prototype.getExtension = function (name) {
    return name === 'WEBGL_debug_renderer_info' ? null : getExtension.call(this, name);
  };
}`;
