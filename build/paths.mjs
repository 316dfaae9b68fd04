// @ts-check
/** Places in the checkout. */
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '..');
/** What setup fetches and what it can make again; removing it is always safe. */
export const cache = path.join(root, '.cache');
export const stamps = path.join(cache, 'stamps');
export const assets = path.join(root, 'assets');
export const gameAssets = path.join(assets, 'games');
export const wadAssets = path.join(assets, 'wads');
export const dist = path.join(root, 'dist');
