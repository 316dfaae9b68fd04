import { acceptance, hex } from './acceptance.ts';
import { loadGlue, packageFile } from './glue.ts';

const SVG = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 200">
  <defs>
    <linearGradient id="fire"><stop offset="0" stop-color="#f00"/><stop offset="1" stop-color="#fd0" stop-opacity="0.7"/></linearGradient>
    <filter id="soft"><feGaussianBlur stdDeviation="2"/></filter>
    <clipPath id="round"><circle cx="100" cy="100" r="85"/></clipPath>
  </defs>
  <rect width="200" height="200" rx="20" fill="#223"/>
  <g clip-path="url(#round)">
    <circle cx="100" cy="100" r="80" fill="url(#fire)" stroke="black" stroke-width="5"/>
    <path d="M20 20 Q 100 220 180 20" fill="none" stroke="#0a0" stroke-width="7" stroke-dasharray="11 5" filter="url(#soft)"/>
    <path transform="rotate(30 100 100)" d="M100 40 L120 90 L170 100 L120 110 L100 160 L80 110 L30 100 L80 90 Z" fill="#fff8"/>
  </g>
</svg>`;

/** A renderer in Rust, by wasm-bindgen: f32 geometry; its glue tells a stale view of memory by its length of 0. */
acceptance('resvg', { unit: 'pixels wide', full: 200, slow: 100 }, async (webAssembly, width) => {
  const resvg = loadGlue<typeof import('@resvg/resvg-wasm')>('@resvg/resvg-wasm', webAssembly);
  await resvg.initWasm(packageFile('@resvg/resvg-wasm/index_bg.wasm'));
  const image = new resvg.Resvg(SVG, { fitTo: { mode: 'width', value: width } }).render();
  return { width: image.width, height: image.height, pixels: hex(image.pixels), png: hex(image.asPng()) };
});
