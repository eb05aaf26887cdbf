REVOKE ALL ON FUNCTION
  log.append(text[], integer[], integer[], integer[], integer[], uuid[], text, text, text, boolean) FROM PUBLIC
