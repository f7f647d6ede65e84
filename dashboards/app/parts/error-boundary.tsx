import { Component, type ReactNode } from 'react';
import { LoadFailed } from './states.tsx';

/** A page that breaks leaves the others standing. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    const { error } = this.state;
    return error ? <LoadFailed error={error} retry={() => this.setState({ error: null })} /> : this.props.children;
  }
}
