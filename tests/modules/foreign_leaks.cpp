// What libraries of others do not free when a file is damaged. Workers bear it: their memory is limited, and each ends
// with its module. Named one by one, so that a leak of ours, or a new one of theirs, is still told.
#ifdef SANAD_SANITIZED
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() {
    return "leak:libregf_key_item_initialize\n"
           "leak:libolecf_directory_entry_initialize\n"
           "leak:libfwevt_xml_tag_initialize\n"
           "leak:libfwevt_xml_token_initialize\n"
           "leak:libfdata_list_initialize\n"
           "leak:libesedb_data_definition_read_record\n";
}
#endif
