/** A deal over its account. A name that begins with the account's says it once, so that what is sold is not cut off. */
export function DealName({ name, account, none }: { name: string; account: string | null; none: string }) {
  const rest = account && name.startsWith(account) ? name.slice(account.length).replace(/^[\s–—:·|-]+/, '') : '';
  const [first, second] = rest ? [account, rest] : [name, account ?? none];
  return (
    <div className="two-lines deal-name" title={name}>
      <strong>{first}</strong>
      <span className="faint">{second}</span>
    </div>
  );
}
