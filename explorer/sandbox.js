// Without the internet the script before this one has not come, and the page says what to do.
if (window.EmbeddedSandbox) {
  document.getElementById('sandbox').replaceChildren();
  new window.EmbeddedSandbox({ target: '#sandbox', initialEndpoint: `${location.origin}/graphql` });
}
