#pragma once
// What was done on the web, whatever the browser.
#include "core/artifact/artifact_type.hpp"

namespace sanad {

inline constexpr AttributeType web_visited[] = {
    {"url", Kind::text, "Address visited"},
    {"title", Kind::text, "Title of the page"},
    {"visited_at", Kind::time, "When it was visited", "Page visited"},
    {"visit_count", Kind::integer, "Visits so far, where the source counts them"},
    {"typed_count", Kind::integer, "How often its address was typed"},
    {"transition", Kind::text, "How the browser says the user came there: link, typed, reload …"},
    {"referrer_url", Kind::text, "Page that the visit came from"},
    {"duration_us", Kind::integer, "How long the page stayed open, in microseconds"},
    {"loaded", Kind::integer, "1: the page was loaded, 0: loading failed"},
    {"from_other_device", Kind::integer, "1: the visit was made on another device and synchronised"}};
inline constexpr AttributeType web_typed[] = {{"text", Kind::text, "What the user typed into the address bar"},
                                              {"url", Kind::text, "Address that was chosen"},
                                              {"title", Kind::text, "Title of the page"},
                                              {"used_at", Kind::time, "Most recent use", "Address typed"},
                                              {"use_count", Kind::integer, "Times used, where the source counts them"}};
inline constexpr AttributeType web_searched[] = {
    {"term", Kind::text, "Words sought"},
    {"url", Kind::text, "Address of the search"},
    {"title", Kind::text, "Title of the page of results"},
    {"searched_at", Kind::time, "Most recent visit of that search", "Web searched"}};
inline constexpr AttributeType web_downloaded[] = {
    {"url", Kind::text, "Address of the file"},
    {"referrer_url", Kind::text, "Address that led to it"},
    {"page_url", Kind::text, "Page that was open then"},
    {"path", Kind::text, "Where it was saved, as the browser recorded it"},
    {"started_at", Kind::time, "When the download began", "Download started"},
    {"ended_at", Kind::time, "When it ended", "Download ended"},
    {"opened_at", Kind::time, "When the file was last opened from the browser", "Downloaded file opened"},
    {"size", Kind::integer, "Size in bytes that was announced"},
    {"received", Kind::integer, "Bytes that arrived"},
    {"state", Kind::text, "complete, interrupted, cancelled …"},
    {"danger", Kind::text, "What the browser thought of the file's danger"},
    {"opened", Kind::integer, "1: it was opened from the browser"},
    {"mime_type", Kind::text, "Type that the server gave"},
    {"program", Kind::text, "Extension that started the download"}};
inline constexpr AttributeType web_cached[] = {
    {"url", Kind::text, "Address whose content was kept"},
    {"path", Kind::text, "File that holds the content, as the cache names it"},
    {"stored_at", Kind::time, "When it was fetched", "Page kept in cache"},
    {"modified_at", Kind::time, "When the server last changed it, as it said", "Page changed on server"},
    {"expires_at", Kind::time, "Until when it counts as fresh", "Cached page expires"},
    {"size", Kind::integer, "Size in bytes"},
    {"mime_type", Kind::text, "Type that the server gave"},
    {"status", Kind::integer, "HTTP status of the answer"}};
inline constexpr AttributeType web_cleared[] = {
    {"cleared_at", Kind::time, "When browsing data were last cleared by the user", "Browsing data cleared"},
    {"begins_at", Kind::time, "Beginning of the period that was cleared", "Cleared period begins"},
    {"ends_at", Kind::time, "End of the period that was cleared", "Cleared period ends"},
    {"url", Kind::text, "Address that was cleared, if not all"}};
inline constexpr AttributeType web_permitted[] = {
    {"site", Kind::text, "Site that the rule is for"},
    {"embedded_in", Kind::text, "Site within which it holds"},
    {"permission", Kind::text, "What is allowed or refused: geolocation, camera …"},
    {"setting", Kind::text, "Allowed, blocked, ask"},
    {"changed_at", Kind::time, "When the rule was made or changed", "Site permission changed"},
    {"used_at", Kind::time, "Most recent use or visit", "Site permission used"},
    {"expires_at", Kind::time, "When the rule ends", "Site permission expires"}};
inline constexpr AttributeType web_tracked[] = {
    {"site", Kind::text, "Domain that the browser observed"},
    {"seen_at", Kind::time, "When it was last seen, to the day", "Site seen"},
    {"used_at", Kind::time, "When the user last acted on it", "Site used"},
    {"used", Kind::integer, "1: the user acted on it"}};
inline constexpr AttributeType tab_opened[] = {
    {"url", Kind::text, "Address that the tab shows"},
    {"title", Kind::text, "Title of the page"},
    {"viewed_at", Kind::time, "When the tab was last looked at", "Tab viewed"},
    {"closed_at", Kind::time, "When it was closed; a tab without was open when the session was kept", "Tab closed"},
    {"private", Kind::integer, "1: a tab of private browsing"}};
inline constexpr AttributeType cookie_stored[] = {
    {"host", Kind::text, "Host or domain that it is sent to"},
    {"name", Kind::text, "Name"},
    {"value", Kind::text, "Value, where it is not encrypted"},
    {"encrypted_value", Kind::bytes, "Value as it is stored, encrypted"},
    {"path", Kind::text, "Path that it is sent to"},
    {"created_at", Kind::time, "When it was first set", "Cookie created"},
    {"changed_at", Kind::time, "When it was last set", "Cookie changed"},
    {"used_at", Kind::time, "When it was last sent", "Cookie used"},
    {"expires_at", Kind::time, "When it expires; a cookie without lasts one session", "Cookie expires"},
    {"secure", Kind::integer, "1: over encrypted connections only"},
    {"http_only", Kind::integer, "1: hidden from scripts"},
    {"persistent", Kind::integer, "1: survives the session"},
    {"partition", Kind::text, "Site or container within which alone it holds"}};
inline constexpr AttributeType login_saved[] = {
    {"url", Kind::text, "Page of the login"},
    {"action_url", Kind::text, "Where the form is sent"},
    {"realm", Kind::text, "What the login is for, as the site names it"},
    {"user", Kind::text, "Name of the user, where it is not encrypted"},
    {"created_at", Kind::time, "When it was saved", "Login saved"},
    {"used_at", Kind::time, "Most recent use", "Login used"},
    {"changed_at", Kind::time, "When the password was changed", "Password changed"},
    {"use_count", Kind::integer, "Times used"},
    {"never_saved", Kind::integer, "1: the user told the browser never to save it"}};
inline constexpr AttributeType form_filled[] = {
    {"field", Kind::text, "Name of the field"},
    {"value", Kind::text, "What was entered"},
    {"url", Kind::text, "Page of the form, where it is recorded"},
    {"first_used_at", Kind::time, "First entered", "Form value first entered"},
    {"used_at", Kind::time, "Most recently entered", "Form value entered"},
    {"use_count", Kind::integer, "Times entered"}};
inline constexpr AttributeType address_saved[] = {
    {"name", Kind::text, "Name of the person"},
    {"company", Kind::text, "Company"},
    {"street", Kind::text, "Street address"},
    {"city", Kind::text, "City"},
    {"state", Kind::text, "State or province"},
    {"postal_code", Kind::text, "Postal code"},
    {"country", Kind::text, "Country, as a code"},
    {"email", Kind::texts, "E-mail addresses"},
    {"phone", Kind::texts, "Telephone numbers"},
    {"changed_at", Kind::time, "When it was saved or changed", "Address saved"},
    {"used_at", Kind::time, "Most recent use", "Address used"},
    {"use_count", Kind::integer, "Times used"}};
inline constexpr AttributeType card_saved[] = {{"name", Kind::text, "Name on the card"},
                                               {"label", Kind::text, "What the user calls it"},
                                               {"network", Kind::text, "Network of the card"},
                                               {"last_digits", Kind::text, "Last digits of its number"},
                                               {"expires_month", Kind::integer, "Month in which it expires"},
                                               {"expires_year", Kind::integer, "Year in which it expires"},
                                               {"changed_at", Kind::time, "When it was saved or changed", "Card saved"},
                                               {"used_at", Kind::time, "Most recent use", "Card used"},
                                               {"use_count", Kind::integer, "Times used"}};
inline constexpr AttributeType bookmark_added[] = {
    {"url", Kind::text, "Address; none for a folder"},
    {"title", Kind::text, "Title"},
    {"folder", Kind::text, "Folders it lies in, from the outermost, '/' between"},
    {"kind", Kind::text, "page, folder, reading list"},
    {"preview", Kind::text, "Beginning of the page's text that was kept with it"},
    {"added_at", Kind::time, "When it was added", "Bookmark added"},
    {"changed_at", Kind::time, "When it was changed", "Bookmark changed"},
    {"used_at", Kind::time, "When it was last opened", "Bookmark opened"}};
inline constexpr AttributeType extension_installed[] = {
    {"id", Kind::text, "Identifier"},
    {"name", Kind::text, "Name"},
    {"version", Kind::text, "Version"},
    {"description", Kind::text, "What it says of itself"},
    {"path", Kind::text, "Where it lies"},
    {"url", Kind::text, "Address of its updates or of where it came from"},
    {"installed_at", Kind::time, "When it was installed", "Extension installed"},
    {"updated_at", Kind::time, "When it was updated", "Extension updated"},
    {"enabled", Kind::integer, "1: switched on, 0: switched off"},
    {"from_store", Kind::integer, "1: from the browser maker's store"},
    {"permissions", Kind::texts, "What it may do"}};
inline constexpr AttributeType extension_acted[] = {
    {"id", Kind::text, "Identifier of the extension"},   {"action", Kind::text, "Kind of act"},
    {"api", Kind::text, "Function that it called"},      {"arguments", Kind::text, "What it handed over"},
    {"page_url", Kind::text, "Page that it acted on"},   {"page_title", Kind::text, "Title of that page"},
    {"target_url", Kind::text, "Address that it named"}, {"acted_at", Kind::time, "When it acted", "Extension acted"},
    {"count", Kind::integer, "Times in that moment"}};
inline constexpr AttributeType browser_updated[] = {
    {"subject", Kind::text, "What the browser looked after"},
    {"last_at", Kind::time, "When it last did", "Browser looked for updates"},
    {"next_at", Kind::time, "When it would next", "Browser due for updates"}};
inline constexpr AttributeType browser_account[] = {
    {"id", Kind::text, "Identifier of the account"},
    {"email", Kind::text, "E-mail address of the account"},
    {"name", Kind::text, "Name of the person"},
    {"profile", Kind::text, "What the profile is called"},
    {"profile_created_at", Kind::time, "When the profile was made", "Browser profile created"}};

inline constexpr ArtifactType web_types[] = {
    {"web.visited", "Page visited", web_visited, "observable:URLVisit"},
    {"web.typed", "Address typed", web_typed, "observable:URLHistory"},
    {"web.searched", "Web searched", web_searched, "observable:URLHistory"},
    {"web.downloaded", "File downloaded by browser", web_downloaded, "observable:File"},
    {"web.cached", "Page in cache", web_cached, "observable:File"},
    {"web.cleared", "Browsing data cleared", web_cleared, "observable:URLHistory"},
    {"web.permitted", "Site permission", web_permitted, "observable:ObservableObject"},
    {"web.tracked", "Site observed", web_tracked, "observable:DomainName"},
    {"tab.opened", "Open tab", tab_opened, "observable:URL"},
    {"cookie.stored", "Cookie", cookie_stored, "observable:BrowserCookie"},
    {"login.saved", "Saved login", login_saved, "observable:Credential"},
    {"form.filled", "Form entry", form_filled, "observable:ObservableObject"},
    {"address.saved", "Saved address", address_saved, "observable:Contact"},
    {"card.saved", "Saved payment card", card_saved, "observable:PaymentCard"},
    {"bookmark.added", "Bookmark", bookmark_added, "observable:BrowserBookmark"},
    {"extension.installed", "Browser extension", extension_installed, "observable:Software"},
    {"extension.acted", "Act of an extension", extension_acted, "observable:EventRecord"},
    {"browser.updated", "Browser upkeep", browser_updated, "observable:EventRecord"},
    {"browser.account", "Browser account", browser_account, "observable:DigitalAccount"}};

}  // namespace sanad
