#include "core/report/case_facets.hpp"

namespace sanad {
namespace {

using enum CaseLiteral;

// Properties and their types: the observable ontology of UCO 1.4.0.
constexpr CaseProperty property_rows[] = {
    {"web.visited", "visited_at", "URLVisitFacet", "visitTime", time},
    {"web.visited", "url", "URLVisitFacet", "url", url},
    {"web.visited", "transition", "URLVisitFacet", "urlTransitionType", text},
    {"tab.opened", "url", "URLFacet", "fullValue", text, true},
    {"document.link", "target", "URLFacet", "fullValue", text, true},
    {"download.quarantined", "url", "URLFacet", "fullValue", text, true},
    {"bookmark.added", "url", "BrowserBookmarkFacet", "urlTargeted", address},
    {"bookmark.added", "folder", "BrowserBookmarkFacet", "bookmarkPath", text},
    {"bookmark.added", "added_at", "BrowserBookmarkFacet", "observableCreatedTime", time},
    {"bookmark.added", "changed_at", "BrowserBookmarkFacet", "modifiedTime", time},
    {"bookmark.added", "used_at", "BrowserBookmarkFacet", "accessedTime", time},
    {"cookie.stored", "name", "BrowserCookieFacet", "cookieName", text},
    {"cookie.stored", "path", "BrowserCookieFacet", "cookiePath", text},
    {"cookie.stored", "secure", "BrowserCookieFacet", "isSecure", truth},
    {"cookie.stored", "created_at", "BrowserCookieFacet", "observableCreatedTime", time},
    {"cookie.stored", "used_at", "BrowserCookieFacet", "accessedTime", time},
    {"cookie.stored", "expires_at", "BrowserCookieFacet", "expirationTime", time},
    {"message.sent", "text", "MessageFacet", "messageText", text},
    {"message.sent", "kind", "MessageFacet", "messageType", text},
    {"message.sent", "message_id", "MessageFacet", "messageID", text},
    {"message.sent", "chat_id", "MessageFacet", "sessionID", text},
    {"message.sent", "sent_at", "MessageFacet", "sentTime", time},
    {"call.made", "direction", "CallFacet", "callType", text},
    {"call.made", "started_at", "CallFacet", "startTime", time},
    {"call.made", "ended_at", "CallFacet", "endTime", time},
    {"mail.message", "subject", "EmailMessageFacet", "subject", text},
    {"mail.message", "message_id", "EmailMessageFacet", "messageID", text},
    {"mail.message", "program", "EmailMessageFacet", "xMailer", text},
    {"mail.message", "sent_at", "EmailMessageFacet", "sentTime", time},
    {"mail.message", "received_at", "EmailMessageFacet", "receivedTime", time},
    {"mail.message", "modified_at", "EmailMessageFacet", "modifiedTime", time},
    {"mail.message", "read", "EmailMessageFacet", "isRead", truth},
    {"event.planned", "title", "CalendarEntryFacet", "subject", text},
    {"event.planned", "starts_at", "CalendarEntryFacet", "startTime", time},
    {"event.planned", "ends_at", "CalendarEntryFacet", "endTime", time},
    {"event.planned", "created_at", "CalendarEntryFacet", "observableCreatedTime", time},
    {"event.planned", "modified_at", "CalendarEntryFacet", "modifiedTime", time},
    {"mail.appointment", "subject", "CalendarEntryFacet", "subject", text},
    {"mail.appointment", "starts_at", "CalendarEntryFacet", "startTime", time},
    {"mail.appointment", "ends_at", "CalendarEntryFacet", "endTime", time},
    {"mail.appointment", "created_at", "CalendarEntryFacet", "observableCreatedTime", time},
    {"mail.appointment", "modified_at", "CalendarEntryFacet", "modifiedTime", time},
    {"note.written", "text", "NoteFacet", "text", text},
    {"note.written", "created_at", "NoteFacet", "observableCreatedTime", time},
    {"note.written", "modified_at", "NoteFacet", "modifiedTime", time},
    {"app.installed", "app", "ApplicationFacet", "applicationIdentifier", text},
    {"app.installed", "version", "ApplicationFacet", "version", text},
    {"logon.succeeded", "logged_on_at", "UserSessionFacet", "loginTime", time},
    {"service.installed", "service", "WindowsServiceFacet", "serviceName", text, true},
    {"service.installed", "image_path", "WindowsServiceFacet", "startCommandLine", text},
    {"service.installed", "service_type", "WindowsServiceFacet", "serviceType", text},
    {"service.installed", "start_type", "WindowsServiceFacet", "startType", text},
    {"system.installed", "version", "OperatingSystemFacet", "version", text},
    {"system.installed", "installed_at", "OperatingSystemFacet", "installDate", time},
    {"task.scheduled", "author", "WindowsTaskFacet", "taskCreator", text},
    {"task.scheduled", "description", "WindowsTaskFacet", "taskComment", text},
    {"task.scheduled", "program", "WindowsTaskFacet", "imageName", text},
    {"task.scheduled", "arguments", "WindowsTaskFacet", "parameters", text},
    {"task.scheduled", "exit_code", "WindowsTaskFacet", "exitCode", integer},
    {"file.deleted", "path", "FileFacet", "filePath", text},
    {"file.deleted", "size", "FileFacet", "sizeInBytes", integer},
    {"file.downloaded", "file", "FileFacet", "fileName", text},
    {"web.downloaded", "path", "FileFacet", "filePath", text},
    {"web.downloaded", "received", "FileFacet", "sizeInBytes", integer},
    {"web.downloaded", "mime_type", "ContentDataFacet", "mimeType", text},
};

}  // namespace

std::span<const CaseProperty> case_properties() {
    return property_rows;
}

}  // namespace sanad
