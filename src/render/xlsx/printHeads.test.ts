import { describe, expect, it } from 'vitest';
import { printHeads } from './printHeads.ts';

describe('heads of printed sheets', () => {
  it('have title and classification above, sheet, footer and page below', () => {
    expect(printHeads({ title: 'Posture', classification: 'Confidential', footer: 'Contoso' })).toEqual({ oddHeader: '&LPosture&R&BConfidential', oddFooter: '&L&A&CContoso&R&P / &N' });
    expect(printHeads({ title: 'Posture', classification: null, footer: null })).toEqual({ oddHeader: '&LPosture', oddFooter: '&L&A&R&P / &N' });
  });

  it('take codes in a text for the text they are, and a number for no size of font', () => {
    expect(printHeads({ title: 'R&D &F &G', classification: '2026', footer: 'a\nb' })).toEqual({ oddHeader: '&LR&&D &&F &&G&R&B 2026', oddFooter: '&L&A&Ca b&R&P / &N' });
  });

  it('fit into what a sheet can hold', () => {
    const { oddHeader = '', oddFooter = '' } = printHeads({ title: '&'.repeat(1000), classification: '&'.repeat(1000), footer: 'z'.repeat(1000) });
    expect(oddHeader.length).toBeLessThanOrEqual(255);
    expect(oddFooter.length).toBeLessThanOrEqual(255);
  });
});
