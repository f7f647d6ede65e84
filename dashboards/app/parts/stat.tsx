import type { ReactNode } from 'react';

/** A figure with its name above and a remark below. */
export function Stat({
  name,
  value,
  remark,
  info,
  onOpen,
}: {
  name: string;
  value: string;
  remark?: ReactNode;
  info?: ReactNode;
  onOpen?: (() => void) | undefined;
}) {
  return (
    <div className="stat">
      <span className="stat-name">
        {name}
        {info}
      </span>
      {onOpen ? (
        <button type="button" className="stat-value" onClick={onOpen}>
          {value}
        </button>
      ) : (
        <span className="stat-value">{value}</span>
      )}
      {remark && <span className="stat-remark">{remark}</span>}
    </div>
  );
}
