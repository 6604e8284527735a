# find_package(Sanad): what a plugin needs that is built outside of the project. plugins/README.md teaches how.
set(SANAD_SDK_INCLUDE_DIR ${CMAKE_CURRENT_LIST_DIR}/../../../include/sanad)
include(${CMAKE_CURRENT_LIST_DIR}/SanadModule.cmake)
