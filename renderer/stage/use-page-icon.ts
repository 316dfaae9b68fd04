import { useEffect } from 'preact/hooks';

/** The browser loads an icon some time after it was set, in milliseconds. One that is released before is an error in its console. */
const LOAD_MS = 10_000;

/** Shows `icon`, a PNG, as the page's icon as long as the component is shown; undefined for Trapdoom's own. */
export function usePageIcon(icon: Uint8Array<ArrayBuffer> | undefined): void {
  useEffect(() => {
    const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
    if (icon === undefined || link === null) return undefined;
    const own = link.href;
    const url = URL.createObjectURL(new Blob([icon], { type: 'image/png' }));
    link.href = url;
    return () => {
      link.href = own;
      setTimeout(() => URL.revokeObjectURL(url), LOAD_MS);
    };
  }, [icon]);
}
