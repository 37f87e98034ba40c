/** Answers of the bot; undefined where it has nothing to say. */
export function answerTo(text: string): string | undefined {
  switch (text.trim()) {
    case "!ping":
      return "pong";
    case "!help":
      return "I answer !ping.";
    default:
      return undefined;
  }
}
