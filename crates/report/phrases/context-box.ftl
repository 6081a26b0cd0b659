# Words of the context box (variant F): the index in the country, against the time before, in its region.

context-subject = Kết quả Bộ chỉ số 766 { $period } của { $place } trong tương quan cả nước và trong vùng
own-index = Bộ chỉ số 766
heading-own-index = Kết quả Bộ chỉ số 766
heading-other-indices = Các chỉ số khác có liên quan
heading-all-indices = Tổng hợp
year = năm { $year }

index-reaches = { $name } { $when } của { $place } đạt { $value }
index-unknown = { $name } { $when } của { $place } chưa có kết quả
points-of = { $points }/{ $max } điểm
points-alone = { $points } điểm
percent-points = { $points } điểm phần trăm
places = { $places } bậc
ranked = xếp thứ { $rank }/{ $of } { $peers }
more-than = tăng { $by } so với { $before }
less-than = giảm { $by } so với { $before }
same-as = giữ nguyên so với { $before }
region-members = tỉnh trong vùng
parts-reach = Trong đó: { $parts }.
part-reaches = { $name } đạt { $value }

no-rank = Chưa có thứ hạng trong cả nước: nguồn số liệu không công bố và chưa đủ điểm của các đơn vị cùng cấp để xếp hạng.
no-rank-before = Chưa có thứ hạng của kỳ so sánh nên không nêu số bậc tăng, giảm.
another-agency = Kỳ so sánh thuộc thời gian trước khi đơn vị được thành lập hoặc sắp xếp lại nên không nêu tăng, giảm.
no-rank-in-region = Chưa đủ điểm của các tỉnh trong { $region } để xếp hạng trong vùng.
no-region = Chưa có danh sách vùng để xếp hạng trong vùng.
note-other-indices = Các chỉ số tại mục này do cơ quan khác công bố, tính theo phương pháp khác và không cộng vào điểm Bộ chỉ số 766.

table-indices = Các chỉ số của { $place } trong cả nước và trong vùng
short-indices = Chỉ số
column-index = Chỉ số
column-when = Kỳ
column-reached = Kết quả
column-rank = Xếp hạng
column-places = Tăng (+), giảm (-) bậc
column-region = Xếp hạng trong vùng
sources = Nguồn: { $sources }.
source-of = { $name }: { $source }
