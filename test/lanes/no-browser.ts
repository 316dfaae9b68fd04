/** Stands for playwright-core in the lanes that start no browser. */
function refuse(): never {
  throw new Error('A test that drives a browser is in the window lane. Name its file x.window.test.ts.');
}

export const chromium = { launch: refuse, launchPersistentContext: refuse, connectOverCDP: refuse };
export const firefox = chromium;
