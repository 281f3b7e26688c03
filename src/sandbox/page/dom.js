// Builds elements. Text always arrives as text nodes, so nothing a bot or a person
// writes can become markup. The page is served with a strict Content-Security-Policy:
// no inline style attributes, no handlers in attributes.

const kSvg = 'http://www.w3.org/2000/svg';

function apply(element, props) {
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === 'on') {
      for (const [event, handler] of Object.entries(value)) element.addEventListener(event, handler);
    } else {
      element.setAttribute(name, value === true ? '' : String(value));
    }
  }
}

function append(element, children) {
  for (const child of children.flat()) {
    if (child !== undefined && child !== null && child !== false) element.append(child);
  }
}

/** h('button.send', {title: 'Send', on: {click}}, 'Send') makes an HTML element. */
export function h(spec, props = {}, ...children) {
  const [tag, ...classes] = spec.split('.');
  const element = document.createElement(tag);
  if (classes.length > 0) element.className = classes.join(' ');
  if (tag === 'button') element.type = 'button';
  apply(element, props);
  append(element, children);
  return element;
}

/** s('circle.pip', {r: 4}) makes an SVG element. */
export function s(spec, props = {}, ...children) {
  const [tag, ...classes] = spec.split('.');
  const element = document.createElementNS(kSvg, tag);
  if (classes.length > 0) element.setAttribute('class', classes.join(' '));
  apply(element, props);
  append(element, children);
  return element;
}

const kIcons = {
  send: 'M3 20.5v-6.6l9-1.9-9-1.9V3.5l19 8.5z',
  close: 'M6 6l12 12M18 6L6 18',
  plus: 'M12 5v14M5 12h14',
  down: 'M6 9.5l6 6 6-6',
  caret: 'M8 10.5l4 4 4-4',
  keyboard: 'M4 7h16v10H4zM7.5 10h.01M10.5 10h.01M13.5 10h.01M16.5 10h.01M8.5 14h7',
  menu: 'M5 7h14M5 12h14M5 17h14',
  smile: 'M12 3a9 9 0 100 18 9 9 0 000-18zM8.5 10h.01M15.5 10h.01M8 14c1 1.8 2.4 2.6 4 2.6s3-.8 4-2.6',
  check: 'M2.5 12.5l4.5 4.5L16 8M11.5 16l1 1L21.5 8',
  clock: 'M12 4a8 8 0 100 16 8 8 0 000-16zM12 8v4.3l2.6 1.7',
  link: 'M8 16L16.5 7.5M9.5 7.5h7v7',
  failed: 'M12 4a8 8 0 100 16 8 8 0 000-16zM12 8v5M12 16h.01',
  people:
      'M9 11.5a3.5 3.5 0 100-7 3.5 3.5 0 000 7zM2.5 19.5c.6-3.4 3-5.2 6.5-5.2s5.9 1.8 6.5 5.2M16 5a3.3 3.3 0 010 6.4M18 14.7c2 .7 3.2 2.4 3.6 4.8',
};

/** A decorative icon; the button around it carries the label. */
export function icon(name) {
  const filled = name === 'send' ? '.filled' : '';
  return s(`svg.icon${filled}`, {viewBox: '0 0 24 24', 'aria-hidden': 'true'}, s('path', {d: kIcons[name]}));
}

/** True when the person asked for less motion. */
export function prefersStillness() { return matchMedia('(prefers-reduced-motion: reduce)').matches; }
