// The frame around Elsa Studio: tells it the appearance, and hands its messages to the page.
export function open(frame, page, address) {
  const themed = () => `${address}${address.includes("?") ? "&" : "?"}theme=${document.documentElement.dataset.appearance ?? "light"}`;
  const listen = event => {
    if (event.origin !== location.origin || event.source !== frame.contentWindow) return;
    const type = event.data?.type;
    if (typeof type === "string" && type.startsWith("portico-studio:")) {
      page.invokeMethodAsync("OnStudioMessage", type.slice("portico-studio:".length), JSON.stringify(event.data.payload ?? null));
    }
  };

  addEventListener("message", listen);
  frame.src = themed();
  return { close: () => removeEventListener("message", listen) };
}
