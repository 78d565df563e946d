// The language links go to the same page; this adds the section that is being read.
for (const link of document.querySelectorAll("[data-keeps-section]"))
  link.addEventListener("click", () => { link.hash = location.hash })
