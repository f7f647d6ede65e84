import { Table } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLoadRows } from '../../api/queries.ts';
import { useFormats } from '../../format/use-formats.ts';
import { BlockSkeleton } from '../../parts/skeleton.tsx';
import { LoadFailed, NothingHere } from '../../parts/states.tsx';

const pageSize = 20;

/** A page of what a load repaired, or of the rows it set aside with the reason. */
export function LoadRows({ kind, load_id }: { kind: 'repairs' | 'quarantine'; load_id: string }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const [page, setPage] = useState(1);
  const answer = useLoadRows(kind, load_id, { limit: pageSize, offset: (page - 1) * pageSize });
  if (answer.isPending) return <BlockSkeleton height={240} />;
  if (answer.isError) return <LoadFailed error={answer.error} retry={() => void answer.refetch()} />;
  if (answer.data.total === 0) return <NothingHere title={t('state.no_rows')} />;
  const text = (value: unknown) => (value === null || value === undefined ? '–' : String(value));
  const shared = [
    { key: 'file', title: t('data.file'), render: (_: unknown, row: Row) => text(row.file) },
    {
      key: 'file_row',
      title: t('data.row'),
      align: 'right' as const,
      className: 'number',
      render: (_: unknown, row: Row) => (typeof row.file_row === 'number' ? formats.count(row.file_row) : '–'),
    },
    { key: 'column', title: t('data.column'), render: (_: unknown, row: Row) => <code>{text(row.column_name)}</code> },
  ];
  const found = {
    key: 'found',
    title: t('data.found'),
    render: (_: unknown, row: Row) => <code>{text(row.found)}</code>,
  };
  return (
    <Table<Row>
      size="small"
      rowKey={(row) => `${row.file}/${row.file_row}/${row.column_name}/${row.rule ?? row.reason}`}
      dataSource={answer.data.rows}
      loading={answer.isPlaceholderData}
      scroll={{ x: 'max-content' }}
      pagination={{
        current: page,
        pageSize,
        total: answer.data.total,
        onChange: setPage,
        showSizeChanger: false,
        hideOnSinglePage: true,
        size: 'small',
      }}
      columns={
        kind === 'repairs'
          ? [
              ...shared,
              { key: 'rule', title: t('data.rule'), render: (_, row) => text(row.rule) },
              found,
              { key: 'used', title: t('data.used'), render: (_, row) => <code>{text(row.used)}</code> },
            ]
          : [
              ...shared,
              { key: 'reason', title: t('data.reason'), render: (_, row) => text(row.reason) },
              found,
              {
                key: 'raw',
                title: t('data.raw'),
                render: (_, row) => <code className="raw">{JSON.stringify(row.raw)}</code>,
              },
            ]
      }
    />
  );
}

type Row = Record<string, unknown>;
