// A body of one colour.
uniform vec3 u_colour;          // linear
uniform vec2 u_alpha;           // facing, grazing

vec3 body_colour(vec3 electrode) { return u_colour; }
vec2 body_alpha(vec3 electrode) { return u_alpha; }
