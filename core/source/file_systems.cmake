pkg_check_modules(tsk REQUIRED IMPORTED_TARGET tsk)

# Volumes and file systems over The Sleuth Kit. Only reader workers link this library.
add_library(sanad_file_systems STATIC
  encryption.cpp
  file_system.cpp
  file_system_blocks.cpp
  file_system_content.cpp
  file_system_ext.cpp
  file_system_facts.cpp
  file_system_fat.cpp
  file_system_fat_entries.cpp
  file_system_marks.cpp
  file_system_ntfs.cpp
  file_system_utf16.cpp
  file_system_walk.cpp
  file_system_walk_fat.cpp
  file_system_walk_unreached.cpp
  recognise.cpp
  tsk.cpp
  tsk_image.cpp
  unclaimed_file_systems.cpp
  volume_system.cpp)
target_link_libraries(sanad_file_systems PUBLIC sanad_source sanad_model sanad_base PRIVATE PkgConfig::tsk)
