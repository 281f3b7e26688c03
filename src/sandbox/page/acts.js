// What a person can do with a message: press its buttons and commands, follow its links,
// copy, edit, forward.
import {nameOf} from './format.js';
import {openMenu} from './menu.js';
import {alertDialog} from './notices.js';

const kDeepLink = /^(?:https?:\/\/t\.me\/|tg:\/\/resolve\?domain=)(\w+)[?&]start=([\w-]{0,64})$/i;
const kOpenable = /^(https?|tg):/i;

export class Acts {
  #api;
  #person;
  #pane;

  /** `pane` offers bot(), send(text), attempt(deed), toast(text), edit(message), jumpTo(message_id). */
  constructor(api, person, pane) {
    this.#api = api;
    this.#person = person;
    this.#pane = pane;
  }

  command(text) { return this.#pane.send(text); }

  jumpTo(message_id) { this.#pane.jumpTo(message_id); }

  /** Done when the bot has answered the press, or has let its time pass. */
  async tap(message_id, data) {
    const result = await this.#pane.attempt(() => this.#api.tap(this.#person, message_id, data));
    const answer = result?.answer;
    // Not waited for: the button is done, whatever is done about the words.
    if (answer?.url)
      this.#offerLink(answer.url);
    else if (answer?.text && answer.show_alert)
      alertDialog(nameOf(this.#pane.bot()), answer.text);
    else if (answer?.text)
      this.#pane.toast(answer.text);
  }

  /** A link to this very bot with a start parameter is pressed here, not on the real Telegram. */
  followsHere(url) {
    const [, username, payload] = kDeepLink.exec(url) ?? [];
    if (!username || username.toLowerCase() !== this.#pane.bot()?.username?.toLowerCase()) return false;
    this.#pane.send(payload ? `/start ${payload}` : '/start');
    return true;
  }

  async copy(text) {
    await navigator.clipboard?.writeText(text);
    this.#pane.toast('Copied');
  }

  /** The menu of a message, at a point of the viewport. */
  menu({message, mine}, at) {
    const text = message.text ?? message.caption;
    const items = [];
    if (text !== undefined) items.push({label: 'Copy text', run: () => this.copy(text)});
    if (mine && message.text !== undefined && !message.forward_origin) {
      items.push({label: 'Edit', run: () => this.#pane.edit(message)});
    }
    const forward = () => this.#pane.attempt(() => this.#api.forward(this.#person, message.message_id));
    items.push({label: 'Forward to the bot', run: forward});
    openMenu('Message actions', items, at);
  }

  async #offerLink(url) {
    if (this.followsHere(url) || !kOpenable.test(url)) return;
    if (await alertDialog('Open this link?', url, 'Open')) window.open(url, '_blank', 'noopener');
  }
}
