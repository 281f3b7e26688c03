// How people, times and colours are written on the page.

const kTime = new Intl.DateTimeFormat('en-GB', {hour: '2-digit', minute: '2-digit'});
const kDay = new Intl.DateTimeFormat('en-GB', {day: 'numeric', month: 'long'});
const kDayYear = new Intl.DateTimeFormat('en-GB', {day: 'numeric', month: 'long', year: 'numeric'});
const kFull = new Intl.DateTimeFormat('en-GB', {dateStyle: 'full', timeStyle: 'medium'});
const kPalette = 7;

const asDate = (unix_s) => new Date(unix_s * 1000);

export const clockTime = (unix_s) => kTime.format(asDate(unix_s));
export const fullTime = (unix_s) => kFull.format(asDate(unix_s));
export const isoTime = (unix_s) => asDate(unix_s).toISOString();

/** Two messages of the same calendar day have the same key. */
export const dayKey = (unix_s) => asDate(unix_s).toDateString();

/** "Today", "Yesterday", "3 March", or with the year when it is not this one. */
export function dayLabel(unix_s) {
  const date = asDate(unix_s);
  const now = new Date();
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
  if (date.toDateString() === now.toDateString()) return 'Today';
  if (date.toDateString() === yesterday.toDateString()) return 'Yesterday';
  return (date.getFullYear() === now.getFullYear() ? kDay : kDayYear).format(date);
}

/** The name of a Bot API User, Chat, or a person of /sim/people. */
export function nameOf(who) {
  if (!who) return 'Unknown';
  const parts = [who.first_name, who.last_name].filter(Boolean).join(' ');
  return parts || who.name || who.title || (who.username ? `@${who.username}` : 'Unknown');
}

/** One or two letters for an avatar; whole code points, so that an emoji stays whole. */
export function initials(name) {
  const words = name.trim().split(/\s+/u).filter(Boolean);
  const letters = words.slice(0, 2).map((word) => [...word][0].toUpperCase());
  return letters.join('') || '?';
}

/** A stable colour class for an id, as Telegram gives every account one; null has none. */
export const colourOf = (id) =>
    (id === null ? 'colour-none' : `colour-${Math.abs(Number(id) || 0) % kPalette}`);

/** Who a forwarded message came from, by the kinds of MessageOrigin. */
export function originName(origin) {
  switch (origin.type) {
    case 'user':
      return nameOf(origin.sender_user);
    case 'hidden_user':
      return origin.sender_user_name;
    case 'chat':
      return nameOf(origin.sender_chat);
    case 'channel':
      return nameOf(origin.chat);
    default:
      return 'Unknown';
  }
}
