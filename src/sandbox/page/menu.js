// A small popover menu: opens at a point or under a button, closes by choice, by a
// press elsewhere or by Escape, and is walked with the arrow keys.
import {h} from './dom.js';

const kMargin_px = 8;

function place(menu, anchor) {
  const box = menu.getBoundingClientRect();
  const left = Math.min(Math.max(kMargin_px, anchor.x), innerWidth - box.width - kMargin_px);
  const fitsBelow = anchor.y + box.height + kMargin_px <= innerHeight;
  const top = fitsBelow ? anchor.y : Math.max(kMargin_px, (anchor.above ?? anchor.y) - box.height);
  menu.style.left = `${left}px`;
  menu.style.top = `${top}px`;
}

function walk(menu, event) {
  const items = [...menu.querySelectorAll('[role=menuitem]')];
  const at = items.indexOf(document.activeElement);
  const last = items.length - 1;
  const down = at === last ? 0 : at + 1;
  const up = at <= 0 ? last : at - 1;
  const next = {ArrowDown: down, ArrowRight: down, ArrowUp: up, ArrowLeft: up, Home: 0, End: last}[event.key];
  if (next === undefined) return;
  event.preventDefault();
  items[next].focus();
}

/**
 * `items` are {label, run, danger?}; `anchor` is {x, y, above?} in the viewport; a `tray` lies in one row.
 */
export function openMenu(label, items, anchor, shape = 'list') {
  const before = document.activeElement;
  const menu = h(`div.menu.${shape}`, {role: 'menu', 'aria-label': label, 'data-testid': 'menu'});
  const stop = new AbortController();
  const close = (refocus) => {
    stop.abort();
    menu.remove();
    if (refocus) before?.focus?.();
  };
  for (const item of items) {
    const click = () => {
      close(true);
      item.run();
    };
    menu.append(
        h(`button.${item.danger ? 'danger' : 'item'}`, {role: 'menuitem', tabindex: -1, on: {click}},
          item.label));
  }
  menu.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' || event.key === 'Tab')
      close(true);
    else
      walk(menu, event);
  });
  const outside = (event) => {
    if (!menu.contains(event.target)) close(false);
  };
  document.addEventListener('pointerdown', outside, {signal: stop.signal, capture: true});
  addEventListener('resize', () => close(false), {signal: stop.signal});
  document.body.append(menu);
  place(menu, anchor);
  menu.firstElementChild?.focus({preventScroll: true});
}

/** Where a menu belongs that hangs on a button. */
export function under(element) {
  const box = element.getBoundingClientRect();
  return {x: box.left, y: box.bottom + 4, above: box.top - 4};
}
