// What a person can do with a message: press its buttons and commands, follow its links,
// copy, edit, forward.
import {nameOf} from './format.js';
import {openMenu} from './menu.js';
import {alertDialog} from './notices.js';

const kDeepLink = /^(?:https?:\/\/t\.me\/|tg:\/\/resolve\?domain=)(\w+)[?&]start=([\w-]{0,64})$/i;
const kOpenable = /^(https?|tg):/i;
const kNanotons = 1e9;

const tons = (nanotons) => `${nanotons / kNanotons} TON`;

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

  /** The payment sheet: what is paid, from which wallet; then the bot is asked, and the outcome is told. */
  async pay({message_id, invoice}) {
    const {people} = await this.#pane.attempt(() => this.#api.people()) ?? {people: []};
    const wallet = people.find(({id}) => id === this.#person)?.stars ?? 0;
    const price = `⭐ ${invoice.total_amount}`;
    const question = `${invoice.description}\n\nYour wallet: ⭐ ${wallet}`;
    if (!await alertDialog(invoice.title, question, `Pay ${price}`)) return;
    const outcome = await this.#pane.attempt(() => this.#api.pay(this.#person, message_id));
    if (outcome?.paid)
      this.#pane.toast(`Paid ${price}`);
    else if (outcome)
      alertDialog('Not paid', outcome.error);
  }

  /**
   * The wallet application: shows what a ton:// link asks for, and pays it on the local network. A withdrawal
   * (comment "w:…") leaves the operator's wallet, everything else one's own.
   */
  async payTon(link) {
    const {hostname, pathname, searchParams} = new URL(link.replace(/^ton:/i, 'http:'));
    if (hostname !== 'transfer') return;
    const memo = searchParams.get('text') ?? '';
    const house = memo.startsWith('w:');
    const state = await this.#pane.attempt(() => this.#api.ton(this.#person));
    if (!state) return;
    const wallet = house ? state.house : state.wallet;
    const amount = tons(Number(searchParams.get('amount')));
    const question = [
      `To: ${pathname.slice(1)}`, `Comment: ${memo}`, '',
      `${house ? 'The operator\'s wallet' : 'Your wallet'}: ${tons(wallet.balance)}`,
      'A network of this page alone; no real coins move.'
    ].join('\n');
    if (!await alertDialog(`Send ${amount}`, question, `Send ${amount}`)) return;
    const paid = await this.#pane.attempt(() => this.#api.payTon(this.#person, link, house));
    if (paid) this.#pane.toast(`Sent ${amount}`);
  }

  /** A link to this very bot with a start parameter is pressed here, not on the real Telegram. */
  followsHere(url) {
    if (/^ton:/i.test(url)) {
      this.payTon(url);
      return true;
    }
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
