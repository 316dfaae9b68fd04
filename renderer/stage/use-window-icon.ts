import { useEffect } from 'preact/hooks';
import { useApp } from '../state/app-context.ts';

/** The side of an icon that is drawn from the page's own, in pixels. */
const SIZE = 256;

/** Shows `icon`, a PNG, as the page's and the window's icon as long as the component is shown; undefined for Trapdoom's own. */
export function useWindowIcon(icon: Uint8Array<ArrayBuffer> | undefined): void {
  const { commands } = useApp();
  useEffect(() => {
    const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
    if (icon === undefined || link === null) return undefined;
    const own = link.href;
    const url = URL.createObjectURL(new Blob([icon], { type: 'image/png' }));
    link.href = url;
    void commands.setIcon(icon);
    return () => {
      link.href = own;
      URL.revokeObjectURL(url);
      void drawn(own).then((png) => png && commands.setIcon(png));
    };
  }, [commands, icon]);
}

/** The image at a URL as a PNG; undefined if it cannot be drawn. */
async function drawn(url: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const image = new Image(SIZE, SIZE);
  image.src = url;
  const canvas = document.createElement('canvas');
  canvas.width = SIZE;
  canvas.height = SIZE;
  try {
    await image.decode();
    canvas.getContext('2d')?.drawImage(image, 0, 0, SIZE, SIZE);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
    return blob === null ? undefined : new Uint8Array(await blob.arrayBuffer());
  } catch {
    return undefined;
  }
}
