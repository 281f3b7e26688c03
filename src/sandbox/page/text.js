// Renders a text with its Bot API entities. Offsets count UTF-16 units, as
// JavaScript's strings do, so slicing needs no conversion.
import {h} from './dom.js';

const kPlainTags = {
  bold: 'strong',
  italic: 'em',
  underline: 'u',
  strikethrough: 's',
  code: 'code',
};
const kBlocks = new Set(['pre', 'blockquote', 'expandable_blockquote']);
const kSafeLink = /^(https?|tg|mailto|tel):/i;
const kJumbo =
    /^(?:\p{Extended_Pictographic}(?:\uFE0F|\u200D\p{Extended_Pictographic}|\p{Emoji_Modifier})*){1,3}$/u;

/** Up to three emoji alone are shown large, as Telegram does. */
export const isJumbo = (text, entities) => !entities?.length && kJumbo.test(text);

function link(href, children) {
  if (!kSafeLink.test(href)) return h('span', {}, children);
  return h('a', {href, title: href, target: '_blank', rel: 'noopener noreferrer'}, children);
}

function command(text, children, actions) {
  const click = () => actions.command(text);
  return h('button.command', {'data-testid': 'command', on: {click}}, children);
}

function spoiler(children) {
  const reveal = () => {
    node.classList.add('revealed');
    node.removeAttribute('role');
    node.removeAttribute('aria-label');
  };
  const on = {click: reveal, keydown: (event) => event.key === 'Enter' && reveal()};
  const node =
      h('span.spoiler', {role: 'button', tabindex: 0, 'aria-label': 'Hidden text, press to show', on},
        children);
  return node;
}

function block(entity, children) {
  const label = entity.language ? h('span.language', {}, entity.language) : null;
  return h('pre', {}, label, h('code', {}, children));
}

function wrap(entity, text, children, actions) {
  switch (entity.type) {
    case 'url':
      return link(/^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `https://${text}`, children);
    case 'text_link':
      return link(entity.url ?? '', children);
    case 'email':
      return link(`mailto:${text}`, children);
    case 'phone_number':
      return link(`tel:${text}`, children);
    case 'bot_command':
      return command(text, children, actions);
    case 'pre':
      return block(entity, children);
    case 'spoiler':
      return spoiler(children);
    case 'blockquote':
    case 'expandable_blockquote':
      return h('blockquote', {}, children);
    case 'mention':
    case 'text_mention':
    case 'hashtag':
    case 'cashtag':
      return h('span.mention', {}, children);
    default:
      return h(kPlainTags[entity.type] ?? 'span', {}, children);
  }
}

/** Outer entities first; what reaches over the end of its parent is cut in two. */
function ordered(entities) {
  return [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
}

function renderRange(text, start, end, entities, actions) {
  const nodes = [];
  const queue = ordered(entities);
  let at = start;
  while (queue.length > 0) {
    const entity = queue.shift();
    const from = Math.max(entity.offset, at);
    const to = Math.min(entity.offset + entity.length, end);
    if (from >= to) continue;
    if (from > at) nodes.push(text.slice(at, from));
    const {inside, outside} = split(queue.splice(0), to);
    const children = renderRange(text, from, to, inside, actions);
    nodes.push(wrap(entity, text.slice(from, to), children, actions));
    queue.push(...outside);
    // A block ends its line by itself; the line break after it would be a second one.
    at = kBlocks.has(entity.type) && text[to] === '\n' ? to + 1 : to;
  }
  if (at < end) nodes.push(text.slice(at, end));
  return nodes;
}

function split(entities, border) {
  const inside = [];
  const outside = [];
  for (const entity of entities) {
    const end = entity.offset + entity.length;
    if (entity.offset < border) inside.push({...entity, length: Math.min(end, border) - entity.offset});
    if (end > border) {
      const offset = Math.max(entity.offset, border);
      outside.push({...entity, offset, length: end - offset});
    }
  }
  return {inside, outside};
}

/** Nodes for `text`; `actions.command(text)` is called when a /command is pressed. */
export function renderText(text, entities, actions) {
  return renderRange(text, 0, text.length, entities ?? [], actions);
}
