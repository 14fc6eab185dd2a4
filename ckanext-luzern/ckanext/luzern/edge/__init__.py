"""Between the web server and CKAN: what every answer says to the browser, and what is answered without asking CKAN again."""
