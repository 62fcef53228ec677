// Colours are the style sheet's; the canvas reads them from there.

const ink = {};

const dark = matchMedia('(prefers-color-scheme: dark)');

function readInk() {
  const style = getComputedStyle(document.documentElement);
  for (const name of ['paper', 'panel', 'ink', 'soft', 'line', 'lane', 'group', 'user', 'handler', 'call', 'interrupt',
    'waiting', 'ready', 'mark', 'arrow', 'accent', 'focus', 'on-state', 'on-call'])
    ink[name] = style.getPropertyValue(`--${name}`).trim();
  ink.pixel = {};
  for (const name of ['paper', 'group', 'user', 'handler', 'call', 'waiting', 'mark', 'accent'])
    ink.pixel[name] = pixelOf(ink[name]);
}

/** As a pixel of image data, which is little-endian everywhere that matters. */
function pixelOf(colour) {
  const value = parseInt(colour.slice(1), 16);
  return (0xff000000 | ((value & 0xff) << 16) | (value & 0xff00) | (value >> 16)) >>> 0;
}

const isDark = () => (document.documentElement.dataset.theme ?? (dark.matches ? 'dark' : 'light')) === 'dark';

function toggleTheme() {
  document.documentElement.dataset.theme = isDark() ? 'light' : 'dark';
  readInk();
}
