# Vietnamese. Keys are grouped by where they are used; en.ftl has the same keys.

# Periods, levels, states
period-month = tháng { $month }/{ $year }
period-quarter = quý { $quarter }/{ $year }
period-year = năm { $year }
level-nation = Cả nước
level-ministry = Bộ, ngành
level-province = Tỉnh, thành phố
level-department = Sở, ban, ngành
level-district = Huyện, thành phố thuộc tỉnh
level-commune = Xã, phường
state-value = có số liệu
state-zero = bằng 0
state-not_applicable = không áp dụng
state-no_dossiers = không phát sinh
state-source_silent = chưa có số liệu
state-provisional = tạm tính
state-inherited = theo số của tỉnh
state-constant = điểm mặc định
status-official = chính thức
status-unofficial = không chính thức
origin-counts = tính từ số liệu gốc
origin-published = theo điểm công bố
origin-rate = tính từ tỷ lệ công bố
origin-parts = cộng từ nhiều nguồn
origin-none = không có

# Rules in words
form-linear = { $max } × tỷ lệ
form-scaled = { $max } × tỷ lệ ÷ { $target } %, tối đa { $max }
form-jump = đạt từ { $target } % được { $max } điểm, dưới mức đó { $max } × tỷ lệ
form-constant = { $max } điểm cho mọi đơn vị
form-shown = chỉ hiển thị, không tính điểm
zero-empty = không có điểm
zero-zero = 0 điểm
zero-full = đủ điểm
round-points = làm tròn điểm đến 2 chữ số từ tỷ lệ chính xác
round-percent = làm tròn tỷ lệ % đến 2 chữ số rồi làm tròn điểm
level-rule-own = số của chính đơn vị
level-rule-inherited = theo số của tỉnh
level-rule-none = không chấm
level-rule-full = cho đủ điểm
rule-share = { $max } × tỷ lệ nhóm
rule-sum = { $parts }
rule-nation = trung bình các tỉnh theo từng trục, làm tròn, rồi cộng

unit-days = { $days } ngày

# Explanation of a number
explain-title = { $code } { $agency }, { $period }
explain-what = Số đo
explain-formula = Công thức
explain-counts = Số liệu
explain-points = Điểm
explain-points-value = { $points } / { $max } điểm
explain-points-none = không có điểm (tối đa { $max })
explain-state = Trạng thái
explain-origin = Cách có
explain-published = Số công bố
explain-target = Mức đạt
explain-zero = Mẫu số bằng 0
explain-rounding = Làm tròn
explain-level = Cấp đơn vị
explain-rulebook = Bộ quy tắc
explain-confidence = Độ tin cậy
explain-confidence-a = A – có văn bản nêu và khớp số công bố
explain-confidence-b = B – có văn bản nêu hoặc khớp số công bố
explain-confidence-c = C – suy ra
explain-cite = Căn cứ
explain-note = Lưu ý
explain-source = Nguồn
explain-source-value = { $source }, chụp { $as_of }, bản ghi { $revision }
explain-parts = Cộng từ
explain-grade = Xếp loại
