// ydf-training packs a model's files by a global `JSZip` that it does not bring. This stands in for it:
// one JSON object of base64 texts by file name.

/** The four methods of JSZip that ydf-training calls. */
export class ModelArchive {
  readonly #files = new Map<string, Uint8Array>();

  static async loadAsync(archive: Uint8Array): Promise<ModelArchive> {
    const files: Record<string, string> = JSON.parse(Buffer.from(archive).toString('utf8'));
    const loaded = new ModelArchive();
    for (const [name, base64] of Object.entries(files)) {
      loaded.file(name, Buffer.from(base64, 'base64'));
    }
    return loaded;
  }

  file(name: string, content: Uint8Array): void {
    this.#files.set(name, content);
  }

  forEach(visit: (name: string, file: { async(): Promise<Blob> }) => void): void {
    for (const [name, content] of this.#files) {
      visit(name, { async: async () => new Blob([Buffer.from(content)]) });
    }
  }

  async generateAsync(): Promise<Blob> {
    const names = [...this.#files.keys()].sort();
    const files = names.map((name) => [
      name,
      Buffer.from(this.#files.get(name) ?? []).toString('base64'),
    ]);
    return new Blob([`${JSON.stringify(Object.fromEntries(files), null, 1)}\n`]);
  }
}
