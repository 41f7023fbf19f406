--[[ Dresses the structure for the page of document.html. ]]
return {}
